using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace KDiffE.Infrastructure;

/// <summary>The log of a process, the same for the API and the worker.</summary>
public static class Logging
{
    // A line of a request ends with its trace id, which the client was told when the request failed.
    private const string ConsoleLine = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj} {TraceId}{NewLine}{Exception}";

    /// <summary>
    /// Logs through Serilog, as its section of the configuration says: which levels and, under <c>WriteTo</c>, where and
    /// how. Without the latter, lines for people go to the console.
    /// </summary>
    public static void AddLogging(this IHostApplicationBuilder builder) =>
        builder.Services.AddSerilog(
            logger =>
            {
                logger.ReadFrom.Configuration(builder.Configuration);
                if (!builder.Configuration.GetSection("Serilog:WriteTo").Exists())
                    logger.WriteTo.Console(outputTemplate: ConsoleLine);
            },
            // Serilog's static logger would be shared by every host of the process.
            preserveStaticLogger: true);
}
