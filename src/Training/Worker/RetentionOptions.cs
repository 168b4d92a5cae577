using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>How much the worker's housekeeping leaves.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How many snapshots are kept, those that are served included.</summary>
    [Range(2, 10_000)]
    public int KeepSnapshots { get; init; } = 5;
}
