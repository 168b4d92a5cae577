using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>Which baselines a run measures on its own data, beside the most popular items.</summary>
internal sealed class BaselineOptions
{
    /// <summary>
    /// How many days a measured LightGCN is good for; then the next run trains one, which takes about as long as half of its own
    /// training. 0: every run does; -1: none.
    /// </summary>
    [Range(-1, 3650)]
    public int LightGcnDays { get; init; } = 7;
}
