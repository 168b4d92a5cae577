using System.Collections.Concurrent;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Serving;

/// <summary>A snapshot that is ranked by, and what its rankings use again and again.</summary>
internal sealed class LoadedSnapshot : IDisposable
{
    private readonly ConcurrentBag<ItemMask> _masks = [];

    /// <param name="snapshot">The snapshot; owned from here on.</param>
    /// <param name="searchedShare">The least share of the items that a search looks at.</param>
    internal LoadedSnapshot(Snapshot snapshot, double searchedShare) => Ranking = new SnapshotRanking(snapshot, searchedShare);

    internal SnapshotRanking Ranking { get; }

    internal Snapshot Snapshot => Ranking.Snapshot;

    internal string Version => Snapshot.Metadata.Version;

    /// <summary>A set of rows, of whatever content; goes back by <see cref="Return"/>.</summary>
    internal ItemMask Rent() => _masks.TryTake(out var mask) ? mask : new ItemMask(Snapshot.Items);

    internal void Return(ItemMask mask) => _masks.Add(mask);

    /// <summary>The rows of known items among some ids, ascending, each once.</summary>
    internal int[] Rows(IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
            return [];
        var rows = new SortedSet<int>();
        foreach (var id in ids)
        {
            if (Snapshot.TryGetItem(id, out var row))
                rows.Add(row);
        }

        return [.. rows];
    }

    /// <inheritdoc/>
    public void Dispose() => Snapshot.Dispose();
}
