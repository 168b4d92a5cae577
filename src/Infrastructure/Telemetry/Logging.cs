using KDiffE.Infrastructure.Catalogues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>The log of a process, the same for the API and the worker.</summary>
public static class Logging
{
    // A line of a request or a run ends with its trace id, which the client was told when the request failed.
    private const string Message = "{Message:lj}";
    private const string ConsoleLine = $$"""{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {{Message}} {TraceId}{NewLine}{Exception}""";

    /// <summary>
    /// Logs through Serilog, as its section of the configuration says: which levels and, under <c>WriteTo</c>, where and
    /// how. Without the latter, lines go to the console, for people or for machines as <see cref="LogOptions.Format"/> says.
    /// Every <see cref="ILogEventSink"/> among the services gets them besides, from the level Information up; it must not log.
    /// </summary>
    /// <exception cref="InvalidOperationException">A value of <c>Logs</c> is not what it may be; the message names it.</exception>
    public static void AddLogging(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section)
            .Validate(logs => logs.RequestShare is >= 0 and <= 1, $"{LogOptions.Section}:{nameof(LogOptions.RequestShare)} must be from 0 to 1.")
            .ValidateOnStart();
        var format = builder.Configuration.GetSection(LogOptions.Section).Get<LogOptions>()?.Format
            ?? (builder.Configuration.GetValue<bool>("DOTNET_RUNNING_IN_CONTAINER") ? LogFormat.Json : LogFormat.Text);
        var sent = OtlpEndpoints.IsSet(builder.Configuration, "LOGS");
        // Those that a host has by itself would write every line a second time.
        if (sent)
            builder.Logging.ClearProviders();
        var isConfigured = builder.Configuration.GetSection("Serilog:WriteTo").Exists();
        var catalogue = builder.Configuration[CatalogueSettings.ChosenKey];
        var consoleLine = string.IsNullOrEmpty(catalogue) ? ConsoleLine : ConsoleLine.Replace(Message, $"[{{{CatalogueSettings.ChosenKey}}}] {Message}", StringComparison.Ordinal);
        // A terminal has colours, and somebody who waits for each line.
        var isTerminal = !Console.IsOutputRedirected && format == LogFormat.Text;
        if (!isConfigured && !isTerminal)
        {
            builder.Services.AddSingleton(_ => new GatheredLines(format == LogFormat.Json ? new CompactJsonFormatter() : new MessageTemplateTextFormatter(consoleLine)));
            // Beside levels, whatever stands there has something done with events.
            if (!sent && builder.Configuration.GetSection("Serilog").GetChildren().All(part => part.Key == "MinimumLevel"))
                builder.Services.AddSingleton(services => new RequestLog.SoleOutput(services.GetRequiredService<GatheredLines>(), format));
        }

        builder.Services.AddSerilog(
            (services, logger) =>
            {
                logger.ReadFrom.Configuration(builder.Configuration);
                // For each request it would make a scope, whose text tells the ids of users.
                logger.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off);
                if (!string.IsNullOrEmpty(catalogue))
                    logger.Enrich.WithProperty(CatalogueSettings.ChosenKey, catalogue);
                foreach (var sink in services.GetServices<ILogEventSink>())
                    logger.WriteTo.Sink(sink, LogEventLevel.Information);
                if (services.GetService<GatheredLines>() is { } lines)
                    logger.WriteTo.Sink(lines);
                else if (!isConfigured)
                    logger.WriteTo.Console(outputTemplate: consoleLine);
            },
            // Serilog's static logger would be shared by every host of the process.
            preserveStaticLogger: true,
            writeToProviders: sent);
    }
}
