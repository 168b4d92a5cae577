using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Graph;
using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>One way to rank items.</summary>
/// <param name="Source">Its name.</param>
internal abstract record Ranker(RecommendationSource Source)
{
    /// <inheritdoc cref="ITopItems.Find"/>
    public abstract int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top);

    /// <summary>The score of one item; null where it has none.</summary>
    public abstract float? Score(int item);

    /// <summary>Whether it ranks by what is known of whoever asks.</summary>
    public virtual bool IsPersonal => false;

    /// <summary>By what the model, or a fold-in, says of a user; or by popularity where there is nothing to say.</summary>
    public static Ranker Of(ServedSnapshot served, UserTaste taste, LivePopularity popularity) =>
        taste.Source == RecommendationSource.Popular ? new ByPopularity(popularity) : new ByVector(taste.Source, served.Ranking, taste.Vector);

    /// <summary>By the dot product with a user's vector.</summary>
    private sealed record ByVector(RecommendationSource Source, SnapshotRanking Ranking, ReadOnlyMemory<float> Vector) : Ranker(Source)
    {
        public override int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top) => Ranking.ByScore.Find(Vector.Span, allowed, after, top);

        public override bool IsPersonal => true;

        public override float? Score(int item) => item < Ranking.Snapshot.Items ? Ranking.Score(Vector.Span, item) : null;
    }

    /// <summary>By the cosine with an item's vector.</summary>
    public sealed record ByLikeness(SnapshotRanking Ranking, int Item) : Ranker(RecommendationSource.Model)
    {
        public override int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top) =>
            Ranking.ByCosine.Find(Ranking.Snapshot.ItemEmbedding(Item), allowed, after, top);

        public override float? Score(int item) => null;
    }

    /// <summary>By the cosine with an item's facts in the knowledge graph.</summary>
    public sealed record ByGraph(ItemFacts Facts, int Item) : Ranker(RecommendationSource.Graph)
    {
        // The search finds the best; those after a page are the rest of more of them.
        public override int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top)
        {
            if (Item >= Facts.Items)
                return 0;
            for (var most = top.Length; ; most *= 2)
            {
                var best = new ScoredItem[most];
                var found = Facts.SimilarTo(Item, allowed, best);
                var first = after is { } last ? FirstBelow(best.AsSpan(0, found), last) : 0;
                if (found == most && found - first < top.Length)
                    continue;
                var page = best.AsSpan(first, Math.Min(found - first, top.Length));
                page.CopyTo(top);
                return page.Length;
            }
        }

        public override float? Score(int item) => null;

        private static int FirstBelow(ReadOnlySpan<ScoredItem> ranked, ScoredItem last)
        {
            var first = 0;
            while (first < ranked.Length && (ranked[first].Score > last.Score || (ranked[first].Score == last.Score && ranked[first].Item <= last.Item)))
                first++;
            return first;
        }
    }

    /// <summary>By what many liked of late.</summary>
    public sealed record ByPopularity(LivePopularity Popularity) : Ranker(RecommendationSource.Popular)
    {
        public override int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top) => Popularity.Items.Find(allowed, after, top);

        public override float? Score(int item) => Popularity.Scores[item];
    }

    /// <summary>By when items were first written.</summary>
    public sealed record ByAge(LiveItems Items) : Ranker(RecommendationSource.Latest)
    {
        public override int Find(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top) => Items.Latest(allowed, after, top);

        public override float? Score(int item) => null;
    }
}
