using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Snapshots;

/// <summary>Every snapshot, and what this process makes of them.</summary>
/// <param name="Served">The active version that this process answers with, if any.</param>
/// <param name="Canary">The version that this process answers a share of the users with, if any.</param>
/// <param name="LastRefusal">The last snapshot that it was to serve and refused; null once it serves that.</param>
/// <param name="Snapshots">All of the catalogue, the newest first.</param>
public sealed record SnapshotsResponse(
    string? Served, string? Canary, RefusedSnapshot? LastRefusal, IReadOnlyList<SnapshotResponse> Snapshots);

/// <summary>One snapshot of the catalogue.</summary>
/// <param name="Version">What it is activated, tried and rejected by.</param>
/// <param name="Dataset">The data it was trained on.</param>
/// <param name="State">What it is used for.</param>
/// <param name="Served">Whether this process answers with it.</param>
/// <param name="CanaryShare">The share of users that a canary serves.</param>
/// <param name="TrainingRunId">The run that trained it; null when it was published by hand.</param>
/// <param name="Extends">The snapshot that it is with new items placed; null for that of a training.</param>
/// <param name="CreatedAt">When training ended.</param>
/// <param name="ActivatedAt">When it last became active.</param>
/// <param name="Reason">Why it is in its state, where that needs a word.</param>
/// <param name="Metrics">Figures by name, for example <c>test.recall@20</c>.</param>
public sealed record SnapshotResponse(
    string Version,
    string Dataset,
    SnapshotState State,
    bool Served,
    double? CanaryShare,
    long? TrainingRunId,
    ExtendedSnapshot? Extends,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics);

/// <summary>A training's snapshot that another one is, with items that came later.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Items">How many items were placed by their content, from 1.</param>
/// <param name="PlacedAt">When they were.</param>
public sealed record ExtendedSnapshot(string Version, int Items, DateTimeOffset PlacedAt);
