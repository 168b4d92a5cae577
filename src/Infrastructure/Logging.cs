using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace KDiffE.Infrastructure;

/// <summary>The log of a process.</summary>
public static class Logging
{
    /// <summary>Logs through Serilog, as its section of the configuration says.</summary>
    public static void AddLogging(this IHostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).CreateLogger(), dispose: true);
    }
}
