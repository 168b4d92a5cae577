using System.Collections.Concurrent;
using System.Collections.Frozen;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Api.Access;

/// <summary>
/// The keys that are accepted, looked up every second, so that one that is revoked is refused within two. While the database
/// is away, those that were found last stay.
/// </summary>
internal sealed partial class KeyRing(ApiKeyStore store, TimeProvider time, ILogger<KeyRing> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Keys that nobody knows make the ring look again: no more often than this, however many are tried.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile KeySet? _keys;
    private volatile bool _current;

    /// <summary>
    /// Whether a key was ever made: then one is needed. Once that is so it stays so, whatever becomes of the database. Null
    /// while it is not known.
    /// </summary>
    public bool? AnyMade => _keys?.AnyMade;

    /// <summary>Ends when the database was asked for the first time, whatever it said.</summary>
    public Task FirstLook => _first.Task;

    /// <summary>The key of an id; looks again before it says that there is none.</summary>
    /// <returns>The key, if there is one; and whether that is certain, which it is not while the database is away.</returns>
    public async Task<(RingKey? Key, bool Certain)> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (Known(id) is { } known)
            return (known, true);
        if (_current || _keys is null)
            await LookAsync(cancellationToken);
        return (Known(id), _current);
    }

    /// <summary>The key that somebody presents, if it is one that is accepted.</summary>
    /// <param name="presented">A text that may be a key.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The key; and whether it is certain that there is none, which it is not while the database is away.</returns>
    public async Task<(RingKey? Key, bool Certain)> CheckAsync(string presented, CancellationToken cancellationToken)
    {
        var hash = new byte[KeyText.HashBytes];
        if (!KeyText.TryRead(presented, out var id, hash))
            return (null, true);
        var (key, certain) = await FindAsync(id, cancellationToken);
        return (key?.Matches(hash) == true ? key : null, certain || key is not null);
    }

    /// <summary>The same for a key that is known, without a look at the database; null for all others.</summary>
    public RingKey? CheckKnown(string presented)
    {
        Span<byte> hash = stackalloc byte[KeyText.HashBytes];
        return KeyText.TryRead(presented, out var id, hash) && Known(id) is { } key && key.Matches(hash) ? key : null;
    }

    /// <summary>Looks at the database, once more after whatever look is under way.</summary>
    public Task LookAsync(CancellationToken cancellationToken)
    {
        var next = Volatile.Read(ref _next).Task;
        Ask();
        return next.WaitAsync(cancellationToken);
    }

    /// <summary>Notes that a key was used; it is written later, and not for every request.</summary>
    public void NoteUse(RingKey key)
    {
        var now = time.GetUtcNow();
        if (key.NeedsNote(now, NoteUseEvery))
            _used[key.Key.Id] = now;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wanted.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var waiting = Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await LoadAsync(stoppingToken);
            waiting.TrySetResult();
            _first.TrySetResult();
            await Task.Delay(LeastPause, stoppingToken);
            await _wanted.WaitAsync(Interval - LeastPause, stoppingToken);
        }
    }

    private RingKey? Known(string id) =>
        _keys?.ById.GetValueOrDefault(id) is { } key && key.Key.IsLive(time.GetUtcNow()) ? key : null;

    private void Ask()
    {
        try
        {
            if (_wanted.CurrentCount == 0)
                _wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else asked in the same moment.
        }
    }

    private async Task LoadAsync(CancellationToken stoppingToken)
    {
        try
        {
            var (live, anyMade) = await store.GetLiveAsync(stoppingToken);
            Take(live, anyMade);
            await WriteUsesAsync(stoppingToken);
        }
        // An empty database, or one of the version before: no key was made in it. Where there were some, the table was lost.
        catch (Exception error) when (error.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } && _keys?.AnyMade != true)
        {
            Take([], anyMade: false);
        }
        // Whatever else the database does, the keys that are known keep working.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            if (_current)
                LogAway(TransientErrors.Reason(error));
            _current = false;
        }
    }

    private void Take(IReadOnlyList<LiveApiKey> live, bool anyMade)
    {
        var before = _keys;
        _keys = new KeySet(
            live.ToFrozenDictionary(key => key.Key.Id, key => before?.ById.GetValueOrDefault(key.Key.Id) ?? new RingKey(key), StringComparer.Ordinal),
            anyMade || before?.AnyMade == true);
        if (before is { AnyMade: false } && anyMade)
            LogClosed();
        _current = true;
    }

    private async Task WriteUsesAsync(CancellationToken stoppingToken)
    {
        if (_used.IsEmpty)
            return;
        var used = _used.ToArray();
        await store.NoteUsedAsync(used, stoppingToken);
        foreach (var use in used)
            _used.TryRemove(use);
    }

    [LoggerMessage(LogLevel.Warning, "Keys cannot be looked up ({Reason}); those that are known keep working.")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "There is a key now: from here on every request needs one.")]
    private partial void LogClosed();

    private sealed record KeySet(FrozenDictionary<string, RingKey> ById, bool AnyMade);
}
