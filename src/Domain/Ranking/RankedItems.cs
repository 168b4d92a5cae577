namespace KDiffE.Domain.Ranking;

/// <summary>Items by a score that does not depend on who asks, such as popularity; equal ones by ascending row. Sorted once, searched without allocating.</summary>
public sealed class RankedItems
{
    private readonly ScoredItem[] _ranked;

    /// <param name="scores">Of each item, <c>[items]</c>; none is NaN.</param>
    public RankedItems(ReadOnlySpan<float> scores)
    {
        // Numbers are sorted ten times as fast as what has to be compared.
        var ranks = new ulong[scores.Length];
        for (var item = 0; item < ranks.Length; item++)
            ranks[item] = ((ulong)~Order(scores[item]) << 32) | (uint)item;
        Array.Sort(ranks);
        _ranked = new ScoredItem[scores.Length];
        for (var rank = 0; rank < ranks.Length; rank++)
        {
            var item = (int)(uint)ranks[rank];
            _ranked[rank] = new ScoredItem(item, scores[item]);
        }
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

    // A whole number that is larger where the score is; the two zeros are one.
    private static uint Order(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    private int FirstBelow(ScoredItem last) =>
        Array.BinarySearch(_ranked, last, ByRank.Instance) is var place && place < 0 ? ~place : place + 1;

    private sealed class ByRank : IComparer<ScoredItem>
    {
        public static ByRank Instance { get; } = new();

        public int Compare(ScoredItem x, ScoredItem y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Item.CompareTo(y.Item);
    }
}
