using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>
/// The snapshot that this process serves: one reference, exchanged as a whole. Requests in flight keep the one they
/// began with; it is unmapped when the last of them ends.
/// </summary>
internal sealed class SnapshotHolder : IDisposable
{
    private SnapshotRanking? _current;
    private volatile string? _trouble;
    private volatile RefusedSnapshot? _lastRefusal;

    /// <summary>The served version; null until the first snapshot is loaded.</summary>
    public string? Version => Volatile.Read(ref _current)?.Snapshot.Metadata.Version;

    /// <summary>What keeps this process from finding the active snapshot; null when nothing does.</summary>
    public string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>What keeps the first snapshot from being served.</summary>
    public string WhyNotReady => Trouble
        ?? (LastRefusal is { } refusal ? $"Snapshot {refusal.Version} was refused; GET /snapshots says why." : "The snapshot is being loaded.");

    /// <summary>The last snapshot that was not fit to serve.</summary>
    public RefusedSnapshot? LastRefusal
    {
        get => _lastRefusal;
        set => _lastRefusal = value;
    }

    /// <summary>Takes the served snapshot for the time of a request.</summary>
    /// <exception cref="InvalidOperationException">No snapshot is loaded.</exception>
    public ServedSnapshot Acquire()
    {
        // A snapshot can be exchanged and unmapped between the two steps; then there is a newer one.
        while (Volatile.Read(ref _current) is { } ranking)
        {
            if (ranking.Snapshot.TryLease() is { } lease)
                return new ServedSnapshot(ranking, lease);
        }

        throw new InvalidOperationException("No snapshot is loaded.");
    }

    /// <summary>Serves another snapshot from now on, and owns it.</summary>
    public void Exchange(SnapshotRanking next) => Interlocked.Exchange(ref _current, next)?.Snapshot.Dispose();

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _current, null)?.Snapshot.Dispose();
}

/// <summary>A snapshot that stays mapped until this is disposed.</summary>
internal readonly struct ServedSnapshot(SnapshotRanking ranking, SnapshotLease lease) : IDisposable
{
    /// <summary>Its rankings.</summary>
    public SnapshotRanking Ranking => ranking;

    /// <summary>Its content.</summary>
    public Snapshot Snapshot => ranking.Snapshot;

    /// <summary>Its version.</summary>
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
