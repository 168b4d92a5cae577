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

    /// <summary>How long a request may take, but for those that are known to take their time.</summary>
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromMinutes(1);
}
