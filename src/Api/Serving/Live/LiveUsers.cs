using System.Collections.Concurrent;
using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Caching.Memory;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// Which users did something since a snapshot was made, and what all of theirs is. Of the others the snapshot knows
/// everything, and nobody asks the database. Histories are read when they are asked for and kept while there is room.
/// </summary>
/// <param name="items">The rows that histories are in.</param>
/// <param name="feed">Reads histories.</param>
/// <param name="positives">What they mean.</param>
/// <param name="histories">Keeps them.</param>
/// <param name="most">How many interactions of a user are looked at.</param>
internal sealed class LiveUsers(LiveItems items, CatalogFeed feed, Positives positives, IMemoryCache histories, int most)
{
    // A user who hashes as a changed one does is looked up for nothing, and gets the same answer.
    private readonly HashSet<int> _changed = [];
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, long NotedAt)> _erased = new(StringComparer.Ordinal);
    private readonly int[] _versions = new int[4096];
    private readonly object _catalogue = new();
    private int _erasures;

    /// <summary>Grows after each user that was deleted.</summary>
    public int Erasures => Volatile.Read(ref _erasures);

    /// <summary>Whether what a user did may not be what the snapshot says.</summary>
    public bool MayHaveChanged(string user)
    {
        lock (_lock)
            return _changed.Contains(Hash(user));
    }

    /// <summary>Whether a user was deleted after a moment.</summary>
    public bool IsErasedSince(string user, DateTimeOffset? moment) =>
        Erasure(user) is { } erasure && !(erasure.At <= moment);

    /// <summary>Notes that a user did something, or that something of theirs was deleted.</summary>
    public void Change(string user)
    {
        lock (_lock)
            _changed.Add(Hash(user));
        // Whoever reads the history just now must not keep it.
        Interlocked.Increment(ref Version(user));
        histories.Remove(KeyOf(user));
    }

    /// <summary>Notes that a user was deleted.</summary>
    public void Erase(ErasedUser user)
    {
        _erased[user.Hash] = (user.At, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _erasures);
    }

    /// <summary>What a user did.</summary>
    /// <returns>Null when it is not known: the database does not answer.</returns>
    public ValueTask<UserHistory?> GetAsync(string user, CancellationToken cancellationToken) =>
        histories.TryGetValue(KeyOf(user), out Kept? kept) && !(Erasure(user)?.NotedAt > kept!.ReadAt)
            ? new(kept!.History)
            : new(ReadAsync(user, cancellationToken));

    /// <summary>What a user had done by a time, without what was deleted or overwritten since. Nothing of it is kept.</summary>
    /// <param name="user">The user's external id.</param>
    /// <param name="microseconds">The time, of Unix.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    /// <returns>Null when it is not known: the database does not answer.</returns>
    public async Task<UserHistory?> GetAsOfAsync(string user, long microseconds, CancellationToken cancellationToken)
    {
        var rows = await TryReadAsync(user, cancellationToken);
        return rows is null ? null : Of([.. rows.Where(row => UserHistory.WrittenAtOf(row) <= microseconds)]);
    }

    /// <summary>Reads what some users did ahead of being asked, so that it is known when the database goes.</summary>
    public async Task ReadAsync(IReadOnlyCollection<string> users, CancellationToken cancellationToken)
    {
        var readAt = Stopwatch.GetTimestamp();
        var versions = users.ToDictionary(user => user, user => Volatile.Read(ref Version(user)), StringComparer.Ordinal);
        var rows = await feed.ReadHistoriesAsync(users, most, cancellationToken);
        var byUser = rows.GroupBy(row => row.User, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        foreach (var user in users)
            Keep(user, Of(byUser.GetValueOrDefault(user) ?? []), versions[user], readAt);
    }

    private (DateTimeOffset At, long NotedAt)? Erasure(string user) =>
        !_erased.IsEmpty && _erased.TryGetValue(ErasedUser.HashOf(user), out var erasure) ? erasure : null;

    // Rows are of one catalogue, the cache is the process's; what it keeps must not keep the catalogue.
    private (object, string) KeyOf(string user) => (_catalogue, user);

    private static int Hash(string user) => user.GetHashCode(StringComparison.Ordinal);

    private ref int Version(string user) => ref _versions[(uint)Hash(user) % _versions.Length];

    private async Task<UserHistory?> ReadAsync(string user, CancellationToken cancellationToken)
    {
        var (version, readAt) = (Volatile.Read(ref Version(user)), Stopwatch.GetTimestamp());
        if (await TryReadAsync(user, cancellationToken) is not { } rows)
            return null;
        var history = Of(rows);
        Keep(user, history, version, readAt);
        return history;
    }

    private async Task<IReadOnlyList<HistoryRow>?> TryReadAsync(string user, CancellationToken cancellationToken)
    {
        try
        {
            return await feed.ReadHistoriesAsync([user], most, cancellationToken);
        }
        catch (Exception error) when (TransientErrors.IsTransient(error))
        {
            return null;
        }
    }

    private UserHistory Of(IReadOnlyList<HistoryRow> rows) => UserHistory.Of(rows, items, positives, most);

    private void Keep(string user, UserHistory history, int version, long readAt)
    {
        using (var entry = histories.CreateEntry(KeyOf(user)))
            (entry.Value, entry.Size) = (new Kept(history, readAt), history.Size);
        if (Volatile.Read(ref Version(user)) != version)
            histories.Remove(KeyOf(user));
    }

    private sealed record Kept(UserHistory History, long ReadAt);
}
