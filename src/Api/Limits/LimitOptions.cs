namespace KDiffE.Api.Limits;

/// <summary>How much a caller may ask for, and the process take on. A caller is a key; a remote address where there is none.</summary>
internal sealed class LimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Requests per second and caller; twice as many at once after a pause. 0 is no limit.</summary>
    public int RequestsPerSecond { get; set; } = 5_000;

    /// <summary>Items per second and caller that may be scanned for rankings, in millions; twice as many at once after a pause. 0 is no limit.</summary>
    public int MillionItemsPerSecond { get; set; } = 500;

    /// <summary>Connections of the whole process; more are closed at once. 0 is no limit.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>Requests that are under way at once on one connection of HTTP/2; more wait at the client.</summary>
    public int StreamsPerConnection { get; set; } = 100;

    /// <summary>How long a connection is kept on which nothing is asked.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>How long the headers of a request may take to come.</summary>
    public TimeSpan HeadersTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request may take, but for those that are known to take their time.</summary>
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromMinutes(1);
}
