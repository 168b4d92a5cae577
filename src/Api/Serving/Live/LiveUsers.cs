using System.Collections.Concurrent;
using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Changes;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Caching.Memory;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// Which users did something since a snapshot was made, and what all of theirs is. Of the others the snapshot knows
/// everything, and nobody asks the database. Histories are read when they are asked for and kept while there is room, old ones until
/// the database gives newer.
/// </summary>
/// <param name="items">The rows that histories are in.</param>
/// <param name="feed">Reads histories.</param>
/// <param name="positives">What they mean.</param>
/// <param name="histories">Keeps them; of this catalogue alone, and gone with it.</param>
/// <param name="most">How many interactions of a user are looked at.</param>
internal sealed class LiveUsers(LiveItems items, CatalogFeed feed, Positives positives, MemoryCache histories, int most)
{
    // A user who hashes as a changed one does is looked up for nothing, and gets the same answer.
    private readonly HashSet<int> _changed = [];
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, long> _erased = new(StringComparer.Ordinal);
    private readonly int[] _versions = new int[4096];
    private int _erasures;

    /// <summary>Grows after each user that was deleted.</summary>
    public int Erasures => Volatile.Read(ref _erasures);

    /// <summary>Whether what a user did may not be what the snapshot says.</summary>
    public bool MayHaveChanged(string user)
    {
        lock (_lock)
            return _changed.Contains(Hash(user));
    }

    /// <summary>
    /// Whether a user was deleted and the snapshot may not know it: since its data were read, or so shortly before that the deletion may
    /// have been under way then, or the clock set back. Who came again at once and was learnt anew is known by what they did.
    /// </summary>
    public bool IsErased(string user) => Erasure(user) is not null;

    /// <summary>Notes that a user did something, or that something of theirs was deleted.</summary>
    public void Change(string user)
    {
        lock (_lock)
            _changed.Add(Hash(user));
        // Whoever reads the history just now has an old one.
        Interlocked.Increment(ref Version(user));
        if (histories.TryGetValue(user, out Kept? kept))
            kept!.IsOld = true;
    }

    /// <summary>Notes that a user was deleted.</summary>
    public void Erase(ErasedUser user)
    {
        _erased[user.Hash] = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _erasures);
    }

    /// <summary>What a user did.</summary>
    /// <returns>
    /// It, and whether it is all that is stored by now. While the database does not answer it is what was known before the user did
    /// more, which is newer than the snapshot, or null.
    /// </returns>
    public ValueTask<(UserHistory? History, bool IsCurrent)> GetAsync(string user, CancellationToken cancellationToken)
    {
        var kept = histories.TryGetValue(user, out Kept? found) && !(Erasure(user) > found!.ReadAt) ? found : null;
        return kept is { IsOld: false } ? new((kept.History, true)) : new(ReadAsync(user, kept, cancellationToken));
    }

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

    /// <summary>Gives back what is kept; whoever still asks has it read anew.</summary>
    public void Forget() => histories.Clear();

    // When it was heard of.
    private long? Erasure(string user) => !_erased.IsEmpty && _erased.TryGetValue(ErasedUser.HashOf(user), out var notedAt) ? notedAt : null;

    private static int Hash(string user) => user.GetHashCode(StringComparison.Ordinal);

    private ref int Version(string user) => ref _versions[(uint)Hash(user) % _versions.Length];

    private async Task<(UserHistory? History, bool IsCurrent)> ReadAsync(string user, Kept? old, CancellationToken cancellationToken)
    {
        var (version, readAt) = (Volatile.Read(ref Version(user)), Stopwatch.GetTimestamp());
        if (await TryReadAsync(user, cancellationToken) is not { } rows)
            return (old?.History, false);
        var history = Of(rows);
        Keep(user, history, version, readAt);
        return (history, true);
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
        var kept = new Kept(history, readAt);
        using (var entry = histories.CreateEntry(user))
            (entry.Value, entry.Size) = (kept, history.Size);
        if (Volatile.Read(ref Version(user)) != version)
            kept.IsOld = true;
    }

    private sealed class Kept(UserHistory history, long readAt)
    {
        private volatile bool _isOld;

        public UserHistory History => history;

        public long ReadAt => readAt;

        /// <summary>Whether the user has done something since it was read.</summary>
        public bool IsOld
        {
            get => _isOld;
            set => _isOld = value;
        }
    }
}
