using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Shows the metrics of a process at <c>/metrics</c> and nothing else, to everybody who reaches the address that it is given.</summary>
internal sealed partial class MetricsListener(MeterProvider meters, IOptions<MetricsOptions> options, ILogger<MetricsListener> logger)
    : IHostedService, IAsyncDisposable
{
    private WebApplication? _application;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.Url))
            return;
        // Empty: it shares neither settings nor services with what it tells of.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.AddServerHeader = false).UseUrls(options.Value.Url);
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.UseOpenTelemetryPrometheusScrapingEndpoint(
            meters, predicate: null, path: Path, configureBranchedPipeline: null, optionsName: null);
        await _application.StartAsync(cancellationToken);
        LogListening(options.Value.Url);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Where metrics are, in every process.</summary>
    internal const string Path = "/metrics";

    [LoggerMessage(LogLevel.Information, "Metrics are at {Url}/metrics")]
    private partial void LogListening(string url);
}
