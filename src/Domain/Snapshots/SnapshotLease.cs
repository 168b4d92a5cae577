namespace KDiffE.Domain.Snapshots;

/// <summary>The right to read a snapshot, whoever disposes it meanwhile.</summary>
public sealed class SnapshotLease : IDisposable
{
    private Snapshot? _snapshot;

    internal SnapshotLease(Snapshot snapshot) => _snapshot = snapshot;

    /// <summary>Returns the lease; a second call does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _snapshot, null)?.Return();
}
