namespace KDiffE.Domain.Ranking;

/// <summary>
/// Finds the items whose rows score highest against a query vector. Implementations are built once per item matrix,
/// are safe to use from many threads and allocate nothing per search.
/// </summary>
public interface ITopItems
{
    /// <summary>Finds the best items.</summary>
    /// <param name="query">The query vector, <c>[d]</c>.</param>
    /// <param name="excluded">Item rows that must not appear, ascending.</param>
    /// <param name="top">Receives the best items, best first; equal scores by ascending row. Its length is N.</param>
    /// <returns>How many were found: less than N when fewer items are allowed.</returns>
    /// <exception cref="ArgumentException">The query does not have d elements.</exception>
    int Find(ReadOnlySpan<float> query, ReadOnlySpan<int> excluded, Span<ScoredItem> top);
}
