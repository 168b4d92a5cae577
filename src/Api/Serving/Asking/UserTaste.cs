using System.Runtime.CompilerServices;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>What is known of whoever asks: what to rank by, and what not to show.</summary>
internal sealed class UserTaste
{
    // What follows from a history stays so as long as the history does.
    private static readonly ConditionalWeakTable<UserHistory, UserTaste> Known = [];

    private readonly ReadOnlyMemory<int> _hidden;

    private UserTaste(RecommendationSource source, ReadOnlyMemory<float> vector, ReadOnlyMemory<int> hidden) => (Source, Vector, _hidden) = (source, vector, hidden);

    /// <summary>Nothing is known of whoever asks.</summary>
    public static UserTaste Unknown { get; } = new(RecommendationSource.Popular, default, default);

    /// <summary>What items are ranked by.</summary>
    public RecommendationSource Source { get; }

    /// <summary>The user's vector, <c>[d]</c>; empty where items are ranked by popularity.</summary>
    public ReadOnlyMemory<float> Vector { get; }

    /// <summary>The liked items that the vector is made of, or that the model learnt it from.</summary>
    public WeightedItem[] Liked { get; private init; } = [];

    /// <summary>Whether <see cref="Liked"/> is all that the vector is made of.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Rows of what is not shown to whoever asks.</summary>
    public ReadOnlyMemory<int> Seen => _hidden;

    /// <summary>What the fold-in of <see cref="Liked"/> counts in the vector.</summary>
    public float Scale { get; private init; } = 1;

    /// <summary>When the newest of it was written, in microseconds of Unix time.</summary>
    public long WrittenAt { get; private init; }

    /// <summary>Whether something may be missing, because the database does not answer.</summary>
    public bool IsDegraded { get; private init; }

    /// <summary>What it is made of: the user's row in the snapshot, from 1; the history, below 0; 0 where nothing is known.</summary>
    public long Origin { get; private init; }

    /// <summary>Of a user.</summary>
    /// <param name="served">The snapshot; it lives as long as this.</param>
    /// <param name="user">The user's external id.</param>
    /// <param name="after">The page before, whose ranks this one goes on with; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    public static async ValueTask<UserTaste> OfUserAsync(ServedSnapshot served, string user, Cursor? after, CancellationToken cancellationToken)
    {
        var snapshot = served.Snapshot;
        var users = served.Live.Users;
        int? row = snapshot.TryGetUser(user, out var found) && !users.IsErased(user) ? found : null;
        if (!users.MayHaveChanged(user))
            return Trained(served, row);
        var (known, isCurrent) = await users.GetAsync(user, cancellationToken);
        if (known is not { } history)
            return Trained(served, row, isDegraded: true);
        var taste = await OfHistoryAsync(served, user, row, history, after, cancellationToken);
        return isCurrent ? taste : taste.Degraded();
    }

    /// <summary>Of somebody of whom items are known and nothing else.</summary>
    /// <param name="served">The snapshot.</param>
    /// <param name="items">Items, ascending, with weights above 0, of rows that may not be trained.</param>
    public static UserTaste OfItems(ServedSnapshot served, IReadOnlyList<WeightedItem> items)
    {
        WeightedItem[] liked = [.. items.Where(item => served.Live.Items.IsTrained(item.Item))];
        return FoldedIn(served, liked, items.Select(item => item.Item).ToArray());
    }

    /// <summary>Takes out of a set what is not shown to whoever asks.</summary>
    public void Hide(ItemMask from)
    {
        foreach (var item in _hidden.Span)
            from[item] = false;
    }

    private static async ValueTask<UserTaste> OfHistoryAsync(
        ServedSnapshot served, string user, int? row, UserHistory history, Cursor? after, CancellationToken cancellationToken)
    {
        if (after is { Source: RecommendationSource.Model } && row is { } learnt && served.Ranking.Knows(learnt))
            return new UserTaste(RecommendationSource.Model, VectorOf(served, learnt), Hidden(served, row, history)) { Origin = -history.Id };
        // What was done since the page before hides items, and moves none.
        var before = after?.AsOf < history.WrittenAt ? await served.Live.Users.GetAsOfAsync(user, after!.AsOf, cancellationToken) : null;
        if (before is not null)
            return Changed(served, row, before, Hidden(served, row, history));
        if (!Known.TryGetValue(history, out var taste))
            Known.AddOrUpdate(history, taste = Changed(served, row, history, Hidden(served, row, history)));
        return taste;
    }

    private UserTaste Degraded() => new(Source, Vector, _hidden) { Liked = Liked, IsWhole = IsWhole, Scale = Scale, WrittenAt = WrittenAt, Origin = Origin, IsDegraded = true };

    private static UserTaste Trained(ServedSnapshot served, int? user, bool isDegraded = false)
    {
        if (user is not { } row)
            return new UserTaste(RecommendationSource.Popular, default, default) { IsDegraded = isDegraded };
        var (snapshot, origin) = (served.Snapshot, row + 1L);
        return served.Ranking.Knows(row)
            ? new UserTaste(RecommendationSource.Model, VectorOf(served, row), snapshot.SeenRows(row)) { IsDegraded = isDegraded, Origin = origin }
            : new UserTaste(RecommendationSource.Popular, default, snapshot.SeenRows(row)) { IsDegraded = isDegraded, Origin = origin };
    }

    private static UserTaste Changed(ServedSnapshot served, int? user, UserHistory history, int[] hidden)
    {
        var liked = history.Liked;
        if (user is not { } row || !served.Ranking.Knows(row))
            return FoldedIn(served, liked, hidden, history);
        var learnt = Learnt(served, row, history);
        if (learnt.Select(item => item.Item).SequenceEqual(liked.Select(item => item.Item)))
        {
            return new UserTaste(RecommendationSource.Model, VectorOf(served, row), hidden)
            {
                Liked = liked,
                Scale = FoldIn.Scale(served.Snapshot, served.Snapshot.UserEmbedding(row), liked),
                WrittenAt = history.WrittenAt,
                Origin = -history.Id,
            };
        }

        var vector = new float[served.Snapshot.Dim];
        var scale = FoldIn.Move(served.Snapshot, row, learnt, liked, vector);
        return new UserTaste(RecommendationSource.FoldIn, vector, hidden)
        {
            Liked = liked,
            Scale = scale,
            WrittenAt = history.WrittenAt,
            Origin = -history.Id,
        };
    }

    private static UserTaste FoldedIn(ServedSnapshot served, WeightedItem[] liked, int[] hidden, UserHistory? history = null)
    {
        var (writtenAt, origin) = (history?.WrittenAt ?? 0, -(history?.Id ?? 0));
        var vector = new float[served.Snapshot.Dim];
        var scale = FoldIn.Of(served.Snapshot, liked, vector);
        return vector.AsSpan().ContainsAnyExcept(0f)
            ? new UserTaste(RecommendationSource.FoldIn, vector, hidden) { Liked = liked, Scale = scale, IsWhole = true, WrittenAt = writtenAt, Origin = origin }
            : new UserTaste(RecommendationSource.Popular, default, hidden) { WrittenAt = writtenAt, Origin = origin };
    }

    /// <summary>The positives that the model learnt: what the snapshot has seen and is liked, and what is gone since.</summary>
    private static WeightedItem[] Learnt(ServedSnapshot served, int user, UserHistory history)
    {
        var weights = history.Liked.ToDictionary(item => item.Item, item => item.Weight);
        var learnt = new List<WeightedItem>();
        foreach (var item in served.Snapshot.Seen(user))
        {
            if (weights.TryGetValue(item, out var weight))
                learnt.Add(new WeightedItem(item, weight));
            else if (history.IsWhole && Array.BinarySearch(history.Hidden, item) < 0)
                learnt.Add(new WeightedItem(item, 1));
        }

        return [.. learnt];
    }

    private static int[] Hidden(ServedSnapshot served, int? user, UserHistory history) =>
        history.IsWhole || user is null ? history.Hidden : [.. history.Hidden.Union(served.Snapshot.SeenRows(user.Value).ToArray())];

    private static ReadOnlyMemory<float> VectorOf(ServedSnapshot served, int user) =>
        served.Snapshot.UserEmbeddings.Slice(user * served.Snapshot.Dim, served.Snapshot.Dim);
}
