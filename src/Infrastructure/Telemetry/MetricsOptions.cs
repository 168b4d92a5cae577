namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Where a process that serves nothing else shows its metrics.</summary>
public sealed class MetricsOptions
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Metrics";

    /// <summary>The address to listen on, for example <c>http://localhost:9464</c>; null for none.</summary>
    public string? Url { get; init; }

    /// <summary>Whether <see cref="Url"/> is unset or an address without TLS, a path or a query.</summary>
    internal bool IsValid => string.IsNullOrEmpty(Url)
        || (Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/");
}
