using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Snapshots;

/// <summary>A row of the catalogue.</summary>
/// <param name="Version">The snapshot's version.</param>
/// <param name="State">What it is used for.</param>
/// <param name="FileName">The file in the snapshot folder.</param>
/// <param name="Metadata">What the snapshot says of itself.</param>
/// <param name="Reason">Why it is in its state, where that needs a word.</param>
/// <param name="Verdict">What the quality gate decided; null for one that was published by hand.</param>
/// <param name="CanaryShare">The share of users that a canary serves.</param>
/// <param name="TrainingRunId">The run that trained it.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="ActivatedAt">When it last became active.</param>
public sealed record CatalogedSnapshot(
    string Version,
    SnapshotState State,
    string FileName,
    SnapshotMetadata Metadata,
    string? Reason,
    GateVerdict? Verdict,
    double? CanaryShare,
    long? TrainingRunId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt);
