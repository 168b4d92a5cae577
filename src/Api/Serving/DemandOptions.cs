namespace KDiffE.Api.Serving;

/// <summary>How several catalogues share the memory of a process.</summary>
internal sealed class DemandOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Serving";

    /// <summary>The most MiB that the snapshot files in memory may have together; 0 for no limit.</summary>
    public long MaxSnapshotMegabytes { get; init; }

    /// <summary>How long a request waits for a snapshot that has to be read again.</summary>
    public TimeSpan LoadPatience { get; init; } = TimeSpan.FromSeconds(2);
}
