using KDiffE.Domain.Data;
using KDiffE.Domain.Graph;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;
using Microsoft.Extensions.Caching.Memory;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// What has become of a snapshot's users and items since it was made: what answers follow before the next training learns
/// it. Until the database has been read it says what the snapshot says.
/// </summary>
internal sealed class LiveCatalog
{
    private const int LeastRoom = 1_024;

    // Users whose histories are read ahead at once; more are read when they are asked for.
    private const int ReadAhead = 500;

    private readonly ulong _id = unchecked((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
    private readonly CatalogFeed _feed;
    private readonly TimeProvider _time;
    private CatalogPosition? _position;
    private long _followedAt;
    private LivePopularity _popularity;
    private ItemFacts? _facts;
    private int _factsVersion;
    private volatile bool _isGraphStale;

    /// <param name="snapshot">The snapshot; it stays the caller's.</param>
    /// <param name="feed">Where changes come from.</param>
    /// <param name="positives">What events mean.</param>
    /// <param name="histories">Keeps what users did, and nothing else.</param>
    /// <param name="most">How many interactions of a user are looked at.</param>
    /// <param name="time">Tells what has expired.</param>
    public LiveCatalog(Snapshot snapshot, CatalogFeed feed, Positives positives, MemoryCache histories, int most, TimeProvider time)
    {
        (Snapshot, _feed, _time) = (snapshot, feed, time);
        Items = new LiveItems(snapshot, Math.Max(LeastRoom, snapshot.Items / 4));
        Items.Assume();
        Users = new LiveUsers(Items, feed, positives, histories, most);
        _popularity = LivePopularity.Of(snapshot.Popularity, Items.Capacity);
    }

    /// <summary>Whose it is.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>The items now.</summary>
    public LiveItems Items { get; }

    /// <summary>The users now.</summary>
    public LiveUsers Users { get; }

    /// <summary>What is popular now.</summary>
    public LivePopularity Popularity => Volatile.Read(ref _popularity);

    /// <summary>What items have in common in the knowledge graph; null until it has been read.</summary>
    public ItemFacts? Facts
    {
        get => Volatile.Read(ref _facts);
        set
        {
            Volatile.Write(ref _facts, value);
            Interlocked.Increment(ref _factsVersion);
        }
    }

    /// <summary>How it stands. What is read of it afterwards is as it was then, or newer.</summary>
    public LiveVersion Version =>
        new(_id, Items.Version, Items.AttributesVersion, Popularity.Version, Volatile.Read(ref _factsVersion), Users.Erasures);

    /// <summary>Whether the knowledge graph has changed since it was read.</summary>
    public bool IsGraphStale
    {
        get => _isGraphStale;
        set => _isGraphStale = value;
    }

    /// <summary>Whether the database has been read.</summary>
    public bool IsLoaded => Volatile.Read(ref _position) is not null;

    /// <summary>Whether more items have come than there is room for; only another one has it.</summary>
    public bool IsFull { get; private set; }

    /// <summary>How long ago it was known to be as the database has it; <see cref="TimeSpan.MaxValue"/> before it was read.</summary>
    public TimeSpan Age => IsLoaded ? _time.GetElapsedTime(Volatile.Read(ref _followedAt)) : TimeSpan.MaxValue;

    /// <summary>Reads everything. Called once, and before it is followed.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (begun, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        var position = await _feed.LoadAsync(
            Snapshot.Metadata.Watermark,
            key => Items.Apply(key, item: null, now),
            item => IsFull |= !Items.Apply(item.Key, item, now),
            Users.Change, Users.Erase, cancellationToken);
        Items.Settle(_time.GetUtcNow());
        Volatile.Write(ref _followedAt, begun);
        Volatile.Write(ref _position, position);
    }

    /// <summary>Takes over what has changed since it was read or followed last.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var changes = await _feed.ReadAsync(_position!, cancellationToken);
        var now = _time.GetUtcNow();
        foreach (var (key, item) in changes.Items)
            IsFull |= !Items.Apply(key, item, now);
        foreach (var user in changes.Erased)
            Users.Erase(user);
        foreach (var user in changes.Users)
            Users.Change(user);
        if (changes.Graph)
            IsGraphStale = true;
        Settle();
        Volatile.Write(ref _position, changes.Position);
        Volatile.Write(ref _followedAt, begun);
        if (changes.Users.Count is > 0 and <= ReadAhead)
            await Users.ReadAsync(changes.Users, cancellationToken);
    }

    /// <summary>Takes out what has expired, which needs no database.</summary>
    public void Settle() => Items.Settle(_time.GetUtcNow());

    /// <summary>Has other popularity count from now on.</summary>
    public void Renew(IReadOnlyDictionary<string, float> popularity) => Volatile.Write(ref _popularity, Popularity.Renew(popularity, Items));
}
