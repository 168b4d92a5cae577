using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Worker;

/// <summary>How strict the <see cref="QualityGate"/> is.</summary>
internal sealed class GateOptions
{
    /// <summary>The share of the active snapshot's recall and NDCG that a new one may lose.</summary>
    [Range(0.0, 1.0)]
    public double MaxRelativeDrop { get; init; } = 0.03;
}
