namespace KDiffE.Api.Traffic;

/// <summary>
/// The buckets of a histogram of latencies: 10 µs and less, then eight for each doubling, so that a quantile is known to 9 %; the
/// last one takes whatever is longer than about a minute. Every process has the same, so that their counts add up.
/// </summary>
internal static class LatencyBuckets
{
    /// <summary>How many there are.</summary>
    internal const int Count = (int)(PerDoubling * Doublings) + 2;

    private const double First = 0.00001;
    private const double PerDoubling = 8;
    private const double Doublings = 22.5;

    /// <summary>The bucket of a latency in seconds.</summary>
    internal static int IndexOf(double seconds) =>
        seconds <= First ? 0 : Math.Min((int)Math.Ceiling(Math.Log2(seconds / First) * PerDoubling), Count - 1);

    /// <summary>The latency that a share of the requests did not exceed, in seconds, as if each bucket's were spread evenly over it.</summary>
    /// <param name="counts">Requests by bucket.</param>
    /// <param name="share">From 0 to 1.</param>
    /// <returns>Null where there are no requests.</returns>
    internal static double? Quantile(ReadOnlySpan<long> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
            total += count;
        var rank = share * total;
        for (var (bucket, below) = (0, 0L); bucket < counts.Length; below += counts[bucket++])
        {
            if (counts[bucket] > 0 && below + counts[bucket] >= rank)
                return Bound(bucket - 1) + (Bound(bucket) - Bound(bucket - 1)) * (rank - below) / counts[bucket];
        }

        return null;
    }

    private static double Bound(int bucket) => bucket < 0 ? 0 : First * Math.Pow(2, bucket / PerDoubling);
}
