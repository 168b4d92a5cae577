using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>A snapshot that stays in memory until this is disposed.</summary>
internal readonly struct ServedSnapshot(SnapshotRanking ranking, SnapshotLease lease) : IDisposable
{
    /// <summary>What it ranks its items by.</summary>
    public SnapshotRanking Ranking => ranking;

    /// <summary>The users and items that it knows, by row.</summary>
    public Snapshot Snapshot => ranking.Snapshot;

    /// <summary>The version that an answer names.</summary>
    public string Version => ranking.Snapshot.Metadata.Version;

    /// <summary>Turns rows into what clients see.</summary>
    public RankedItem[] Describe(ReadOnlySpan<ScoredItem> top, RankingSource source)
    {
        var items = new RankedItem[top.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = new RankedItem(Snapshot.ItemId(top[i].Item), Snapshot.ItemName(top[i].Item), top[i].Score, source);
        return items;
    }

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
