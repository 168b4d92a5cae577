namespace KDiffE.Api.Serving;

/// <summary>How the next snapshot is found.</summary>
internal sealed class SnapshotLoaderOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Snapshots";

    /// <summary>How often the catalogue is asked for the active snapshot, besides its notifications.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);
}
