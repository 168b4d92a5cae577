using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>A snapshot that stays in memory until this is disposed, with the catalogue as it was when it was taken.</summary>
internal readonly struct ServedSnapshot : IDisposable
{
    private readonly ServedModel _model;
    private readonly SnapshotLease _lease;

    /// <param name="model">The snapshot.</param>
    /// <param name="lease">Keeps it in memory.</param>
    public ServedSnapshot(ServedModel model, SnapshotLease lease)
    {
        (_model, _lease, Live) = (model, lease, model.Live);
        AsOf = Live.Version;
    }

    /// <summary>What ranks its items.</summary>
    public SnapshotRanking Ranking => _model.Ranking;

    /// <summary>The users and items that it knows, by row.</summary>
    public Snapshot Snapshot => _model.Snapshot;

    /// <summary>The version that an answer names.</summary>
    public string Version => _model.Version;

    /// <summary>What has changed since it was made.</summary>
    public LiveCatalog Live { get; }

    /// <summary>How that stood when it was taken, before anything of it was read.</summary>
    public LiveVersion AsOf { get; }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
