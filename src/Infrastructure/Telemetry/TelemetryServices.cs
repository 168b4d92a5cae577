using System.Diagnostics.Metrics;
using KDiffE.Infrastructure.Catalogues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Registers what a process tells of itself: metrics for whoever reads <c>/metrics</c>, and everything for an OTLP endpoint.</summary>
public static class TelemetryServices
{
    // .NET and ASP.NET Core have instruments of their own. Npgsql's name the pools by their connection strings.
    private static readonly string[] Meters =
        ["KDiffE.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    // What OpenTelemetry allows for a process.
    private const int StreamsPerCatalogue = 1000;

    /// <summary>
    /// Collects metrics, and sends traces, metrics and logs where the variables <c>OTEL_EXPORTER_OTLP_…</c> say so; without
    /// them nothing is sent, and spans carry ids alone.
    /// </summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">Its name, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> gives it another one.</param>
    /// <param name="isPart">Whether the process has another host, which collects and sends metrics and traces of this one, too.</param>
    /// <param name="requests">What traces tell of HTTP requests; null where it answers none.</param>
    public static IServiceCollection AddTelemetry(
        this IHostApplicationBuilder builder, string service, bool isPart = false, Action<IServiceProvider, AspNetCoreTraceInstrumentationOptions>? requests = null)
    {
        var configuration = builder.Configuration;
        if (configuration[CatalogueSettings.ChosenKey] is { Length: > 0 } catalogue)
            builder.Services.AddSingleton<IMeterFactory>(_ => new CatalogueMeters(catalogue));
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(service).AddEnvironmentVariableDetector());
        if (OtlpEndpoints.IsSet(configuration, "LOGS"))
        {
            telemetry.WithLogging(
                logs => logs.AddOtlpExporter(OtlpEndpoints.Of(configuration, "LOGS")), options => options.IncludeFormattedMessage = true);
        }

        // Meters and spans are known in the whole process.
        if (isPart)
            return builder.Services;
        telemetry
            .WithMetrics(metrics =>
            {
                // Each catalogue has instruments of its own; beyond the usual number they would be left out.
                metrics.AddMeter(Meters).AddPrometheusExporter().SetMaxMetricStreams(StreamsPerCatalogue * (1 + configuration.GetSection(CatalogueSettings.Section).GetChildren().Count()));
                if (OtlpEndpoints.IsSet(configuration, "METRICS"))
                    metrics.AddOtlpExporter(OtlpEndpoints.Of(configuration, "METRICS"));
            })
            .WithTracing(traces =>
            {
                traces.AddSource(Tracing.Source.Name);
                if (!OtlpEndpoints.IsSet(configuration, "TRACES"))
                    return;
                if (requests is not null)
                    traces.AddAspNetCoreInstrumentation();
                traces.AddOtlpExporter(OtlpEndpoints.Of(configuration, "TRACES"));
            });
        if (requests is not null)
        {
            builder.Services.AddOptions<AspNetCoreTraceInstrumentationOptions>()
                .Configure<IServiceProvider>((options, provider) => requests(provider, options));
        }

        return builder.Services;
    }
}
