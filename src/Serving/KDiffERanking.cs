using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;

namespace KDiffE.Serving;

/// <inheritdoc cref="IKDiffERanking"/>
internal sealed class KDiffERanking(SnapshotSlot slot) : IKDiffERanking
{
    private delegate int Search(ItemMask allowed, Span<ScoredItem> top);

    public string? Version => slot.Version;

    public RankedList ForUser(string user, RankingRequest? request = null)
    {
        request ??= RankingRequest.Default;
        using var use = slot.Acquire();
        var (loaded, snapshot) = (use.Loaded, use.Loaded.Snapshot);
        var recent = loaded.Rows(request.Recent);
        if (!snapshot.TryGetUser(user, out var row))
            return ForLiked(loaded, recent, request);
        var seen = snapshot.Seen(row);
        var isNews = recent.Any(item => snapshot.Seen(row).BinarySearch(item) < 0);
        int[] hidden = isNews ? [.. seen.ToArray().Union(recent)] : seen.ToArray();
        if (!loaded.Ranking.Knows(row))
            return ForLiked(loaded, recent, request, hidden);
        if (!isNews)
            return ByVector(loaded, snapshot.UserEmbedding(row).ToArray(), RecommendationSource.Model, hidden, request);
        var vector = new float[snapshot.Dim];
        FoldIn.Move(snapshot, row, Liked(seen), Liked([.. hidden.Order()]), vector);
        return ByVector(loaded, vector, RecommendationSource.FoldIn, hidden, request);
    }

    public RankedList ForItems(IReadOnlyCollection<string> items, RankingRequest? request = null)
    {
        using var use = slot.Acquire();
        return ForLiked(use.Loaded, use.Loaded.Rows(items), request ?? RankingRequest.Default);
    }

    public RankedList? SimilarTo(string item, RankingRequest? request = null)
    {
        using var use = slot.Acquire();
        var loaded = use.Loaded;
        return loaded.Snapshot.TryGetItem(item, out var row)
            ? Answer(loaded, RecommendationSource.Model, (allowed, top) => loaded.Ranking.ByCosine.Find(loaded.Snapshot.ItemEmbedding(row), allowed, after: null, top), [row], request ?? RankingRequest.Default)
            : null;
    }

    public RankedList Popular(RankingRequest? request = null)
    {
        using var use = slot.Acquire();
        return ByPopularity(use.Loaded, [], request ?? RankingRequest.Default);
    }

    // Of somebody of whom the model knows nothing.
    private static RankedList ForLiked(LoadedSnapshot loaded, int[] liked, RankingRequest request, int[]? hidden = null)
    {
        hidden = hidden is null ? liked : [.. hidden.Union(liked)];
        var vector = new float[loaded.Snapshot.Dim];
        FoldIn.Of(loaded.Snapshot, Liked(liked), vector);
        return vector.AsSpan().ContainsAnyExcept(0f)
            ? ByVector(loaded, vector, RecommendationSource.FoldIn, hidden, request)
            : ByPopularity(loaded, hidden, request);
    }

    private static RankedList ByVector(LoadedSnapshot loaded, float[] vector, RecommendationSource source, int[] hidden, RankingRequest request) =>
        Answer(loaded, source, (allowed, top) => loaded.Ranking.ByScore.Find(vector, allowed, after: null, top), request.IncludeSeen ? [] : hidden, request);

    private static RankedList ByPopularity(LoadedSnapshot loaded, int[] hidden, RankingRequest request) =>
        Answer(loaded, RecommendationSource.Popular, (allowed, top) => loaded.Ranking.ByPopularity.Find(allowed, after: null, top), request.IncludeSeen ? [] : hidden, request);

    private static RankedList Answer(LoadedSnapshot loaded, RecommendationSource source, Search search, int[] hidden, RankingRequest request)
    {
        var snapshot = loaded.Snapshot;
        var allowed = loaded.Rent();
        try
        {
            if (request.Filter is { } filter)
                allowed.CopyFrom(filter.Of(snapshot));
            else
                allowed.SetAll();
            foreach (var item in hidden)
                allowed[item] = false;
            foreach (var item in loaded.Rows(request.Exclude))
                allowed[item] = false;
            Span<ScoredItem> top = stackalloc ScoredItem[request.N];
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
