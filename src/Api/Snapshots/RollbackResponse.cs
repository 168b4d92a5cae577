using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Snapshots;

/// <summary>What a rollback has come to.</summary>
/// <param name="Version">The snapshot that is active again.</param>
/// <param name="State">Its use; every process takes it up within seconds.</param>
/// <param name="Skipped">Snapshots that were active after it and cannot be served any more, the last active first.</param>
public sealed record RollbackResponse(string Version, SnapshotState State, IReadOnlyList<SkippedSnapshot> Skipped);

/// <summary>A snapshot that a rollback passed over.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Reason">What is wrong with its file.</param>
public sealed record SkippedSnapshot(string Version, string Reason);
