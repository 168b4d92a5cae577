namespace KDiffE.Api.Serving;

/// <summary>
/// The one snapshot that is in memory beside those that are served, so that somebody may see what it would answer. It goes when
/// nobody has asked for it for a while, and before any other snapshot is read.
/// </summary>
internal sealed class PreviewSlot : IDisposable
{
    /// <summary>How long it stays after it was last asked for.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private readonly ITimer _timer;
    private ServedModel? _model;

    /// <param name="time">Tells when it is forgotten.</param>
    public PreviewSlot(TimeProvider time) =>
        _timer = time.CreateTimer(_ => Clear(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>What is in it: one, or none.</summary>
    public IReadOnlyList<ServedModel> Models => Volatile.Read(ref _model) is { } model ? [model] : [];

    /// <summary>Takes a version for the time of a request; null when it is not the one in here.</summary>
    public ServedSnapshot? TryAcquire(string version)
    {
        if (Volatile.Read(ref _model) is not { } model || model.Version != version || model.Snapshot.TryLease() is not { } lease)
            return null;
        _timer.Change(Idle, Timeout.InfiniteTimeSpan);
        return new ServedSnapshot(model, lease);
    }

    /// <summary>Keeps a snapshot from now on, and owns it.</summary>
    public void Set(ServedModel model)
    {
        Replace(model);
        _timer.Change(Idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives its memory back; requests in flight end with what they have.</summary>
    public void Clear() => Replace(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Clear();
    }

    private void Replace(ServedModel? next) => Interlocked.Exchange(ref _model, next)?.Dispose();
}
