using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving;

/// <summary>
/// The snapshots that this process serves, the active one and at times a canary: one reference, exchanged as a whole.
/// Requests in flight keep the snapshot they began with; its memory is freed when the last of them ends.
/// </summary>
internal sealed class SnapshotHolder : IDisposable
{
    private readonly List<(Snapshot Snapshot, long Bytes)> _leaving = [];
    private Served? _served;
    private volatile string? _trouble;
    private volatile RefusedSnapshot? _lastRefusal;
    private volatile bool _isAway;
    private long _usedAt;

    /// <summary>The active version that is served; null until the first snapshot is loaded.</summary>
    public string? Version => Volatile.Read(ref _served)?.Active.Version;

    /// <summary>How many items the active snapshot ranks; 0 until there is one.</summary>
    public int Items => Volatile.Read(ref _served)?.Active.Snapshot.Items ?? 0;

    /// <summary>The canary that is served beside it; null when there is none.</summary>
    public CanaryShare? Canary => Volatile.Read(ref _served)?.Share;

    /// <summary>What keeps this process from serving the active snapshot, or from knowing which it is; null when nothing does.</summary>
    public string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>Whether what is served may be out of date.</summary>
    public bool Degraded => _trouble is not null;

    /// <summary>
    /// Whether there is one to serve, but its memory was needed for another catalogue's: it is read again when somebody asks.
    /// </summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>When a snapshot was last loaded or asked for, by <see cref="Environment.TickCount64"/>.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>The size of the files that it serves, where that is counted.</summary>
    public long ServedBytes => Models.Sum(model => model.Bytes);

    /// <summary>The size of those that it does not serve any more, and somebody still holds.</summary>
    public long LeavingBytes
    {
        get
        {
            lock (_leaving)
            {
                _leaving.RemoveAll(leaving => leaving.Snapshot.IsFreed);
                return _leaving.Sum(leaving => leaving.Bytes);
            }
        }
    }

    /// <summary>What keeps the first snapshot from being served.</summary>
    public string WhyNotReady => Trouble
        ?? (IsAway ? "The memory for snapshots is taken by catalogues that are asked more." : null)
        ?? (LastRefusal is { } refusal ? $"Snapshot {refusal.Version} was refused; GET /snapshots says why." : "The snapshot is being loaded.");

    /// <summary>The last snapshot that was to be served and could not be loaded; null once it is served.</summary>
    public RefusedSnapshot? LastRefusal
    {
        get => _lastRefusal;
        set
        {
            _lastRefusal = value;
            if (value is not null)
                OnRefused?.Invoke(value);
        }
    }

    /// <summary>Hears of each refusal, on the thread that loads; null for nobody.</summary>
    public Action<RefusedSnapshot>? OnRefused { get; set; }

    /// <summary>Takes the snapshot that serves a user, or the active one, for the time of a request.</summary>
    /// <param name="user">The user's external id; null when the request is of no user.</param>
    /// <exception cref="NoSnapshotException">None is loaded.</exception>
    public ServedSnapshot Acquire(string? user = null)
    {
        Volatile.Write(ref _usedAt, Environment.TickCount64);
        // A snapshot can be exchanged and freed between the two steps; then there is a newer one, or none for now.
        while (Volatile.Read(ref _served) is { } served)
        {
            var model = served.For(user);
            if (model.Snapshot.TryLease() is { } lease)
                return new ServedSnapshot(model, lease);
        }

        throw new NoSnapshotException(WhyNotReady);
    }

    /// <summary>Takes a certain version for the time of a request; null when it is not served, or not any more.</summary>
    public ServedSnapshot? TryAcquire(string version)
    {
        Volatile.Write(ref _usedAt, Environment.TickCount64);
        return Models.FirstOrDefault(model => model.Version == version) is { } model && model.Snapshot.TryLease() is { } lease
            ? new ServedSnapshot(model, lease)
            : null;
    }

    /// <summary>All that is served at this moment.</summary>
    public IReadOnlyList<ServedModel> Models => Volatile.Read(ref _served)?.All ?? [];

    /// <summary>Serves another active snapshot from now on, and owns it; there is no canary then.</summary>
    public void Exchange(ServedModel active)
    {
        Volatile.Write(ref _usedAt, Environment.TickCount64);
        Replace(new Served(active));
        IsAway = false;
    }

    /// <summary>Serves the canary to everybody from now on.</summary>
    public void PromoteCanary()
    {
        if (_served is { Canary: { } canary })
            Replace(new Served(canary));
    }

    /// <summary>Serves a canary to its share of the users from now on, and owns it.</summary>
    public void SetCanary(ServedModel canary, CanaryShare share)
    {
        if (_served is { } served)
            Replace(new Served(served.Active, canary, share));
    }

    /// <summary>Serves the canary to another share of the users from now on.</summary>
    public void SetShare(CanaryShare share)
    {
        if (_served is { Canary: { } canary } served)
            Replace(new Served(served.Active, canary, share));
    }

    /// <summary>Serves the active snapshot to everybody from now on.</summary>
    public void EndCanary()
    {
        if (_served is { Canary: not null } served)
            Replace(new Served(served.Active));
    }

    /// <summary>Gives the memory back, of all that is served, until it is asked for again.</summary>
    public void SendAway()
    {
        IsAway = true;
        Replace(null);
    }

    /// <inheritdoc/>
    public void Dispose() => Replace(null);

    // Only the loader exchanges; requests only read.
    private void Replace(Served? next)
    {
        ServedModel[] gone = [.. (Interlocked.Exchange(ref _served, next)?.All ?? []).Where(model => next?.All.Contains(model) != true)];
        foreach (var model in gone)
        {
            model.Dispose();
            // All that counts for nothing is not kept.
            if (model.Bytes > 0)
            {
                lock (_leaving)
                    _leaving.Add((model.Snapshot, model.Bytes));
            }
        }
    }

    private sealed record Served(ServedModel Active, ServedModel? Canary = null, CanaryShare? Share = null)
    {
        public IReadOnlyList<ServedModel> All => Canary is null ? [Active] : [Active, Canary];

        public ServedModel For(string? user) => user is not null && Canary is not null && Share!.Includes(user) ? Canary : Active;
    }
}
