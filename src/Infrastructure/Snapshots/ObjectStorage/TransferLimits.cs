namespace KDiffE.Infrastructure.Snapshots.ObjectStorage;

/// <summary>How long object storage may take before it counts as away, and in which pieces files go there.</summary>
internal sealed record TransferLimits
{
    /// <summary>For the answer to a request that moves no file.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a byte of a file that is moved.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the server to put the parts of a file together.</summary>
    public TimeSpan Completion { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one request of a save is repeated while the storage is away: hours of training stand on it.</summary>
    public TimeSpan SavePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often in a row a download may be cut off without a byte more than before.</summary>
    public int DownloadAttempts { get; init; } = 2;

    /// <summary>Before the first repetition; twice as long before each one after it, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest time between two repetitions.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The size of a part of a file; smaller files go in one piece. S3 takes 5 MiB or more.</summary>
    public long PartBytes { get; init; } = 32L << 20;

    /// <summary>The pause after another one.</summary>
    internal TimeSpan After(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
}
