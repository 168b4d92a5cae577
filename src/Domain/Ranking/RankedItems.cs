namespace KDiffE.Domain.Ranking;

/// <summary>Items by a score that does not depend on who asks, such as popularity; equal ones by ascending row. Sorted once, searched without allocating.</summary>
public sealed class RankedItems
{
    private readonly ScoredItem[] _ranked;

    /// <param name="scores">Of each item, <c>[items]</c>; none is NaN.</param>
    public RankedItems(ReadOnlySpan<float> scores)
    {
        _ranked = new ScoredItem[scores.Length];
        for (var item = 0; item < _ranked.Length; item++)
            _ranked[item] = new ScoredItem(item, scores[item]);
        Array.Sort(_ranked, ByRank.Instance);
    }

    /// <summary>Finds the best items.</summary>
    /// <inheritdoc cref="ITopItems.Find"/>
    public int Find(ItemMask? allowed, ScoredItem? after, Span<ScoredItem> top)
    {
        var found = 0;
        for (var rank = after is { } last ? FirstBelow(last) : 0; rank < _ranked.Length && found < top.Length; rank++)
        {
            if (allowed is null || allowed[_ranked[rank].Item])
                top[found++] = _ranked[rank];
        }

        return found;
    }

    private int FirstBelow(ScoredItem last) =>
        Array.BinarySearch(_ranked, last, ByRank.Instance) is var place && place < 0 ? ~place : place + 1;

    private sealed class ByRank : IComparer<ScoredItem>
    {
        public static ByRank Instance { get; } = new();

        public int Compare(ScoredItem x, ScoredItem y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Item.CompareTo(y.Item);
    }
}
