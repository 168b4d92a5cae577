using KDiffE.Domain.Snapshots;

namespace KDiffE.Serving;

/// <summary>The snapshot that is ranked by: one reference, exchanged as a whole. Its memory is freed when the last ranking by it ends.</summary>
internal sealed class SnapshotSlot : IDisposable
{
    private LoadedSnapshot? _loaded;
    private volatile string? _trouble;

    /// <summary>The version that is ranked by; null until there is one.</summary>
    internal string? Version => Volatile.Read(ref _loaded)?.Version;

    /// <summary>Why another one is not; null where it is the one that should be.</summary>
    internal string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>Takes the snapshot for the time of a ranking.</summary>
    /// <exception cref="RankingNotReadyException">There is none yet.</exception>
    internal Use Acquire()
    {
        // It can be exchanged and freed between the two steps; then there is a newer one.
        while (Volatile.Read(ref _loaded) is { } loaded)
        {
            if (loaded.Snapshot.TryLease() is { } lease)
                return new Use(loaded, lease);
        }

        throw new RankingNotReadyException();
    }

    /// <summary>Ranks by another one from now on, and owns it.</summary>
    internal void Exchange(LoadedSnapshot next) => Interlocked.Exchange(ref _loaded, next)?.Dispose();

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _loaded, null)?.Dispose();

    /// <summary>A snapshot that stays in memory until this is disposed.</summary>
    internal readonly record struct Use(LoadedSnapshot Loaded, SnapshotLease Lease) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Lease.Dispose();
    }
}
