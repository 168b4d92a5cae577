namespace KDiffE.Domain.Metrics;

/// <summary>
/// Metrics of one user's ranking against the items held out for that user, all in 0..1. A ranking may be shorter
/// than k: the missing places hold nothing relevant. Neither list may hold an item twice, and the held-out items
/// may not be empty: a user without any has no metrics.
/// </summary>
public static class RankingMetrics
{
    /// <summary>Recall@k: the share of the held-out items among the first k.</summary>
    /// <param name="ranked">Items from best to worst.</param>
    /// <param name="heldOut">The relevant items, in any order.</param>
    /// <param name="k">How many places count, at least 1.</param>
    /// <exception cref="ArgumentException"><paramref name="heldOut"/> is empty or <paramref name="k"/> below 1.</exception>
    public static double Recall(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int k) =>
        (double)Hits(ranked, heldOut, k) / heldOut.Length;

    /// <summary>Precision@k: the share of the first k places that hold a held-out item.</summary>
    /// <inheritdoc cref="Recall"/>
    public static double Precision(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int k) =>
        (double)Hits(ranked, heldOut, k) / k;

    /// <summary>Hit@k: 1 when a held-out item is among the first k, else 0.</summary>
    /// <inheritdoc cref="Recall"/>
    public static double Hit(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int k) =>
        Hits(ranked, heldOut, k) > 0 ? 1 : 0;

    /// <summary>
    /// NDCG@k with binary relevance: Σ 1/log₂(rank + 1) over the hits, divided by its value for the best possible
    /// ranking, which has min(|held out|, k) hits in front.
    /// </summary>
    /// <inheritdoc cref="Recall"/>
    public static double Ndcg(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int k)
    {
        Check(heldOut, k);
        double gain = 0, ideal = 0;
        for (var place = 0; place < Math.Min(ranked.Length, k); place++)
        {
            if (heldOut.Contains(ranked[place]))
                gain += Discount(place);
        }

        for (var place = 0; place < Math.Min(heldOut.Length, k); place++)
            ideal += Discount(place);
        return gain / ideal;
    }

    private static int Hits(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int k)
    {
        Check(heldOut, k);
        var hits = 0;
        foreach (var item in ranked[..Math.Min(ranked.Length, k)])
            hits += heldOut.Contains(item) ? 1 : 0;
        return hits;
    }

    private static double Discount(int place) => 1 / Math.Log2(place + 2);

    private static void Check(ReadOnlySpan<int> heldOut, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (heldOut.IsEmpty)
            throw new ArgumentException("A user without held-out items has no metrics.", nameof(heldOut));
    }
}
