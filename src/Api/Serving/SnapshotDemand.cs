using Microsoft.Extensions.Options;

namespace KDiffE.Api.Serving;

/// <summary>Has a snapshot whose memory another catalogue needed read again when somebody asks, who waits for it for a moment.</summary>
internal sealed class SnapshotDemand(SnapshotHolder holder, IOptions<DemandOptions> options)
{
    // What was asked for is still to be read when those who asked were told to come back, and have not yet.
    private const long StandsMilliseconds = 30_000;

    // Who has waited for so long has a right to memory that others use.
    private const long OverdueMilliseconds = 5_000;

    // Everybody who asks would have the database asked.
    private const long WakeMilliseconds = 200;
    private const int MostWaiting = 1000;

    private readonly Lock _lock = new();
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private long? _since;
    private long _askedAt;
    private long _wokenAt;

    /// <summary>Hears that somebody asks, on the thread of the request.</summary>
    public Action? OnAsked { get; set; }

    /// <summary>Whether somebody has asked for it, lately, and in vain.</summary>
    public bool IsAsked
    {
        get
        {
            lock (_lock)
                return _since is not null && Environment.TickCount64 - _askedAt <= StandsMilliseconds;
        }
    }

    /// <summary>Whether that goes on for so long that others have to make room.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_lock)
                return IsAsked && Environment.TickCount64 - _since > OverdueMilliseconds;
        }
    }

    /// <summary>Asks for it, if it is away, and waits until it is there or <c>Serving:LoadPatience</c> is over. Beyond a thousand nobody waits.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!holder.IsAway)
            return;
        var loaded = Ask();
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
            await loaded.WaitAsync(options.Value.LoadPatience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _waiting);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Notes that it was loaded: whoever waits goes on.</summary>
    public void Meet()
    {
        TaskCompletionSource loaded;
        lock (_lock)
        {
            _since = null;
            (loaded, _loaded) = (_loaded, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        loaded.SetResult();
    }

    private Task Ask()
    {
        bool wakes;
        Task loaded;
        lock (_lock)
        {
            var now = Environment.TickCount64;
            // Who asked long ago has given up.
            if (now - _askedAt > StandsMilliseconds)
                _since = null;
            _since ??= now;
            _askedAt = now;
            wakes = now - _wokenAt >= WakeMilliseconds;
            if (wakes)
                _wokenAt = now;
            loaded = _loaded.Task;
        }

        if (wakes)
            OnAsked?.Invoke();
        return loaded;
    }
}
