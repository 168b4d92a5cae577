using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Where telemetry is sent, by the variables that the convention of OpenTelemetry names; nowhere where none is set.</summary>
internal static class OtlpEndpoints
{
    private const string Everything = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether a signal is sent.</summary>
    /// <param name="configuration">Has the variables of the environment.</param>
    /// <param name="signal"><c>TRACES</c>, <c>METRICS</c> or <c>LOGS</c>.</param>
    internal static bool IsSet(IConfiguration configuration, string signal) =>
        !string.IsNullOrWhiteSpace(configuration[Everything]) || !string.IsNullOrWhiteSpace(configuration[Own(signal)]);

    /// <summary>Sends a signal to its own endpoint, where it has one; everything else the exporter reads from the variables itself.</summary>
    /// <exception cref="UriFormatException">The endpoint is no URL.</exception>
    internal static Action<OtlpExporterOptions> Of(IConfiguration configuration, string signal) => exporter =>
    {
        if (configuration[Own(signal)] is { Length: > 0 } own)
            exporter.Endpoint = new Uri(own);
    };

    private static string Own(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";
}
