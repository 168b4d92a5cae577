using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Shows metrics to Prometheus.</summary>
public static class MetricsServices
{
    /// <summary>Maps the metrics of this process to <c>/metrics</c>.</summary>
    /// <returns>The route, for the caller to say who may use it.</returns>
    public static IEndpointConventionBuilder MapPrometheus(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(MetricsListener.Path);

    /// <summary>Adds a listener of its own for them, to a process that has no routes; it listens where <c>Metrics:Url</c> is set.</summary>
    public static IServiceCollection AddMetricsListener(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section)
            .Validate(metrics => metrics.IsValid, $"{MetricsOptions.Section}:{nameof(MetricsOptions.Url)} must be an address such as http://localhost:9464.")
            .ValidateOnStart();
        return services.AddHostedService<MetricsListener>();
    }
}
