namespace KDiffE.Domain.Ranking;

/// <summary>
/// Finds the items whose rows score highest against a query vector. Implementations are built once per item matrix,
/// are safe to use from many threads and allocate nothing per search.
/// </summary>
public interface ITopItems
{
    /// <summary>Finds the best items.</summary>
    /// <param name="query">The query vector, <c>[d]</c>.</param>
    /// <param name="allowed">The rows that may appear, of these items or more; null for all.</param>
    /// <param name="after">The last of the page before: only what ranks below it is found; null for the best.</param>
    /// <param name="top">Receives the best items, best first; equal scores by ascending row. Its length is N.</param>
    /// <returns>How many were found: less than N when fewer items are allowed.</returns>
    /// <exception cref="ArgumentException">The query does not have d elements, or the set of rows is too small.</exception>
    int Find(ReadOnlySpan<float> query, ItemMask? allowed, ScoredItem? after, Span<ScoredItem> top);
}
