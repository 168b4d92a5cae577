using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>A snapshot that stays in memory until this is disposed, with the catalogue as it was when it was taken.</summary>
internal readonly struct ServedSnapshot(ServedModel model, SnapshotLease lease) : IDisposable
{
    /// <summary>What ranks its items.</summary>
    public SnapshotRanking Ranking => model.Ranking;

    /// <summary>The users and items that it knows, by row.</summary>
    public Snapshot Snapshot => model.Snapshot;

    /// <summary>The version that an answer names.</summary>
    public string Version => model.Version;

    /// <summary>What has changed since it was made.</summary>
    public LiveCatalog Live { get; } = model.Live;

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
