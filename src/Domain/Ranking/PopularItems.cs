namespace KDiffE.Domain.Ranking;

/// <summary>Items by popularity; equally popular ones by ascending row. Sorted once, searched without allocating.</summary>
public sealed class PopularItems
{
    private readonly ScoredItem[] _ranked;

    /// <param name="popularity">Interactions of each item, <c>[items]</c>.</param>
    public PopularItems(ReadOnlySpan<int> popularity)
    {
        _ranked = new ScoredItem[popularity.Length];
        // Array.Sort is not stable, so the row is part of the key.
        var keys = new long[popularity.Length];
        for (var item = 0; item < keys.Length; item++)
        {
            _ranked[item] = new ScoredItem(item, popularity[item]);
            keys[item] = ((long)-popularity[item] << 32) | (uint)item;
        }

        Array.Sort(keys, _ranked);
    }

    /// <summary>Finds the most popular items.</summary>
    /// <param name="excluded">Item rows that must not appear, ascending.</param>
    /// <param name="top">Receives the items, most popular first; the score is the number of interactions.</param>
    /// <returns>How many were found: less than N when fewer items are allowed.</returns>
    public int Find(ReadOnlySpan<int> excluded, Span<ScoredItem> top)
    {
        var found = 0;
        for (var rank = 0; rank < _ranked.Length && found < top.Length; rank++)
        {
            if (excluded.BinarySearch(_ranked[rank].Item) < 0)
                top[found++] = _ranked[rank];
        }

        return found;
    }
}
