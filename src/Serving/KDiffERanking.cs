using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;

namespace KDiffE.Serving;

/// <inheritdoc cref="IKDiffERanking"/>
internal sealed class KDiffERanking(SnapshotSlot slot) : IKDiffERanking
{
    private delegate int Search(ItemMask allowed, Span<ScoredItem> top);

    public string? Version => slot.Version;

    public RankedList ForUser(string user, RankedListQuery? query = null)
    {
        query ??= RankedListQuery.Default;
        using var use = slot.Acquire();
        var (loaded, snapshot) = (use.Loaded, use.Loaded.Snapshot);
        var recent = loaded.Rows(query.Recent);
        if (!snapshot.TryGetUser(user, out var row))
            return ForLiked(loaded, recent, query);
        var seen = snapshot.Seen(row);
        var isNews = recent.Any(item => snapshot.Seen(row).BinarySearch(item) < 0);
        int[] hidden = isNews ? [.. seen.ToArray().Union(recent)] : seen.ToArray();
        if (!loaded.Ranking.Knows(row))
            return ForLiked(loaded, recent, query, hidden);
        if (!isNews)
            return ByVector(loaded, snapshot.UserEmbedding(row).ToArray(), RecommendationSource.Model, hidden, query);
        var vector = new float[snapshot.Dim];
        FoldIn.Move(snapshot, row, Liked(seen), Liked([.. hidden.Order()]), vector);
        return ByVector(loaded, vector, RecommendationSource.FoldIn, hidden, query);
    }

    public RankedList ForItems(IReadOnlyCollection<string> items, RankedListQuery? query = null)
    {
        using var use = slot.Acquire();
        return ForLiked(use.Loaded, use.Loaded.Rows(items), query ?? RankedListQuery.Default);
    }

    public RankedList? SimilarTo(string item, RankedListQuery? query = null)
    {
        using var use = slot.Acquire();
        var loaded = use.Loaded;
        return loaded.Snapshot.TryGetItem(item, out var row)
            ? Answer(loaded, RecommendationSource.Model, (allowed, top) => loaded.Ranking.ByCosine.Find(loaded.Snapshot.ItemEmbedding(row), allowed, after: null, top), [row], query ?? RankedListQuery.Default)
            : null;
    }

    public RankedList Popular(RankedListQuery? query = null)
    {
        using var use = slot.Acquire();
        return ByPopularity(use.Loaded, [], query ?? RankedListQuery.Default);
    }

    // Of somebody of whom the model knows nothing.
    private static RankedList ForLiked(LoadedSnapshot loaded, int[] liked, RankedListQuery query, int[]? hidden = null)
    {
        hidden = hidden is null ? liked : [.. hidden.Union(liked)];
        var vector = new float[loaded.Snapshot.Dim];
        FoldIn.Of(loaded.Snapshot, Liked(liked), vector);
        return vector.AsSpan().ContainsAnyExcept(0f)
            ? ByVector(loaded, vector, RecommendationSource.FoldIn, hidden, query)
            : ByPopularity(loaded, hidden, query);
    }

    private static RankedList ByVector(LoadedSnapshot loaded, float[] vector, RecommendationSource source, int[] hidden, RankedListQuery query) =>
        Answer(loaded, source, (allowed, top) => loaded.Ranking.ByScore.Find(vector, allowed, after: null, top), query.IncludeSeen ? [] : hidden, query);

    private static RankedList ByPopularity(LoadedSnapshot loaded, int[] hidden, RankedListQuery query) =>
        Answer(loaded, RecommendationSource.Popular, (allowed, top) => loaded.Ranking.ByPopularity.Find(allowed, after: null, top), query.IncludeSeen ? [] : hidden, query);

    private static RankedList Answer(LoadedSnapshot loaded, RecommendationSource source, Search search, int[] hidden, RankedListQuery query)
    {
        var snapshot = loaded.Snapshot;
        var allowed = loaded.Rent();
        try
        {
            if (query.Rule is { } rule)
                allowed.CopyFrom(rule.Of(snapshot));
            else
                allowed.SetAll();
            foreach (var item in hidden)
                allowed[item] = false;
            foreach (var item in loaded.Rows(query.Exclude))
                allowed[item] = false;
            Span<ScoredItem> top = stackalloc ScoredItem[query.N];
            var items = new ListedItem[search(allowed, top)];
            for (var rank = 0; rank < items.Length; rank++)
                items[rank] = new ListedItem(snapshot.ItemId(top[rank].Item), snapshot.ItemName(top[rank].Item), top[rank].Score);
            return new RankedList(loaded.Version, source, items);
        }
        finally
        {
            loaded.Return(allowed);
        }
    }

    private static WeightedItem[] Liked(ReadOnlySpan<int> items)
    {
        var liked = new WeightedItem[items.Length];
        for (var i = 0; i < liked.Length; i++)
            liked[i] = new WeightedItem(items[i], 1);
        return liked;
    }
}
