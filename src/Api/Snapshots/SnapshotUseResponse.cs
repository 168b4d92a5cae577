using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Snapshots;

/// <summary>What a snapshot is used for now.</summary>
/// <param name="Version">The snapshot whose use has changed.</param>
/// <param name="State">Its use; every process takes it up within seconds.</param>
public sealed record SnapshotUseResponse(string Version, SnapshotState State);
