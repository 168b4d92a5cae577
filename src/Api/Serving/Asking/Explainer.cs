using KDiffE.Domain.Ranking;

namespace KDiffE.Api.Serving.Asking;

/// <summary>
/// Takes scores apart. A user's vector is u = c·f(H) + r, with f(H) the fold-in of the liked items
/// (<see cref="FoldIn"/>), so the score of item i is Σ_v c·w_v·(ẑ_v·z_i) / √|H| + r·z_i: a share for each liked item, with what it
/// has of the score by content, and one for r, the profile, which for a user whom the model does not know is what the item
/// counts for everybody, or 0.
/// </summary>
internal sealed class Explainer
{
    private const int MostShares = 10;
    private const int MostEntities = 10;

    // Looked up in the knowledge graph are the liked items that carry most.
    private const int MostLookedUp = 100;

    private readonly ServedSnapshot _served;
    private readonly WeightedItem[] _liked;
    private readonly float _scale;
    private readonly bool _isWhole;

    /// <param name="served">The snapshot.</param>
    /// <param name="taste">Of the user whose scores they are.</param>
    public Explainer(ServedSnapshot served, UserTaste taste)
    {
        _served = served;
        (_liked, _scale) = taste.Liked is [] ? Learnt(served, taste) : (taste.Liked, taste.Scale);
        _isWhole = taste.IsWhole;
    }

    /// <summary>Says why an item has its score.</summary>
    public Explanation Explain(ScoredItem item)
    {
        var (snapshot, items) = (_served.Snapshot, _served.Live.Items);
        var shares = new List<(int Item, float Share)>(_liked.Length);
        var total = 0.0;
        var history = (_liked.Length, _liked.Sum(liked => liked.Weight));
        foreach (var liked in _liked)
        {
            var share = FoldIn.Share(snapshot, liked, history, _scale, item.Item);
            shares.Add((liked.Item, share));
            total += share;
        }

        shares.Sort((a, b) => (b.Share, a.Item).CompareTo((a.Share, b.Item)));
        // What is hidden carries its share and is not named.
        List<(int Item, float Share)> shown = [.. shares.Where(share => items.Available[share.Item]).Take(MostShares)];
        var others = shares.Except(shown).Sum(share => (double)share.Share);
        var profile = _isWhole && snapshot.Parts.Prior == 0 ? 0 : (float)(item.Score - total);
        return new Explanation(
            [.. shown.Select(share => new LikedShare(items.Id(share.Item), items.Name(share.Item), share.Share))], (float)others, profile, !_isWhole,
            Shared(item.Item, [.. shares.Take(MostLookedUp).Select(share => share.Item).Where(row => items.Available[row])]));
    }

    private IReadOnlyList<SharedEntity> Shared(int item, int[] liked)
    {
        if (_served.Live.Facts is not { } facts || item >= facts.Items)
            return [];
        var items = _served.Live.Items;
        return
        [
            .. facts.SharedWith(item, Array.FindAll(liked, row => row < facts.Items), MostEntities).Select(shared => new SharedEntity(
                shared.Fact.EntityId, shared.Fact.EntityName, shared.Fact.Relation, [.. shared.With.Select(items.Id)])),
        ];
    }

    private static (WeightedItem[] Liked, float Scale) Learnt(ServedSnapshot served, UserTaste taste)
    {
        if (taste.Vector.IsEmpty)
            return ([], 0);
        WeightedItem[] liked = [.. taste.Seen.ToArray().Where(served.Live.Items.IsTrained).Select(item => new WeightedItem(item, 1))];
        return (liked, FoldIn.Scale(served.Snapshot, taste.Vector.Span, liked));
    }
}
