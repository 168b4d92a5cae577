using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>How much the worker's housekeeping leaves.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How many snapshots that are or were active are kept, the last ones.</summary>
    [Range(2, 10_000)]
    public int KeepSnapshots { get; init; } = 5;

    /// <summary>How many snapshots that never were active, or are rejected, are kept besides.</summary>
    [Range(1, 10_000)]
    public int KeepUnserved { get; init; } = 3;
}
