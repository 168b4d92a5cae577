using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Training.Worker;

/// <summary>How strict the <see cref="QualityGate"/> is.</summary>
internal sealed class GateOptions
{
    /// <summary>The share of the active snapshot's recall and NDCG that a new one may lose.</summary>
    [Range(0.0, 1.0)]
    public double MaxRelativeDrop { get; init; } = 0.03;

    /// <summary>The least recall@20 on the hold-out of a snapshot that is to be served.</summary>
    [Range(0.0, 1.0)]
    public double MinRecall { get; init; }

    /// <summary>The least NDCG@20 on the hold-out of a snapshot that is to be served.</summary>
    [Range(0.0, 1.0)]
    public double MinNdcg { get; init; }

    /// <summary>The fewest users to compare with the active snapshot on; with fewer the candidate is judged by itself.</summary>
    [Range(2, int.MaxValue)]
    public int MinComparedUsers { get; init; } = 10;

    /// <summary>The gate of these settings.</summary>
    internal QualityGate ToGate() => new(MaxRelativeDrop, MinRecall, MinNdcg);
}
