using System.Numerics;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Evaluation;

/// <summary>
/// Picks the k best items of a row of scores by scanning for values that reach the k-th best so far. Equal scores are
/// ordered by <paramref name="tieOrder"/>; −∞ (masked) and NaN are never picked. Serves one thread.
/// </summary>
/// <param name="k">How many items to pick.</param>
/// <param name="tieOrder">Rank of each item among equals, <c>[items]</c>; see <see cref="TieOrder"/>.</param>
internal sealed unsafe class TopK(int k, int[] tieOrder)
{
    private readonly float[] _scores = new float[k];
    private readonly int[] _items = new int[k];
    private int _count;

    /// <summary>The best items, best first; fewer than k when fewer can be picked.</summary>
    /// <param name="scores">The score of every item, <c>[items]</c>.</param>
    /// <param name="scale">Factors of the items' scores, <c>[items]</c>; null for none.</param>
    public int[] Select(ReadOnlySpan<float> scores, float[]? scale)
    {
        if (Vector512.IsHardwareAccelerated)
            return Select<Simd512, Vector512<float>>(scores, scale);
        return Vector256.IsHardwareAccelerated
            ? Select<Simd256, Vector256<float>>(scores, scale)
            : Select<Scalar, float>(scores, scale);
    }

    /// <summary>The best of some items, best first.</summary>
    /// <param name="items">Which to pick from, each once.</param>
    /// <param name="scores">The score of every item, <c>[items]</c>.</param>
    public int[] SelectAmong(ReadOnlySpan<int> items, ReadOnlySpan<float> scores)
    {
        _count = 0;
        foreach (var item in items)
        {
            if (scores[item] >= Threshold)
                Offer(item, scores[item]);
        }

        return _items[.._count];
    }

    internal int[] Select<TSimd, TVector>(ReadOnlySpan<float> scores, float[]? scale)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        _count = 0;
        fixed (float* row = scores, factors = scale)
        {
            var scanned = Scan<TSimd, TVector>(row, factors, 0, scores.Length);
            Scan<Scalar, float>(row, factors, scanned, scores.Length);
        }

        return _items[.._count];
    }

    private int Scan<TSimd, TVector>(float* row, float* factors, int from, int end)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var threshold = TSimd.Broadcast(Threshold);
        var item = from;
        for (; item + TSimd.Width <= end; item += TSimd.Width)
        {
            var values = TSimd.Load(row + item);
            if (factors != null)
                values = TSimd.Multiply(values, TSimd.Load(factors + item));
            var candidates = TSimd.AtLeast(values, threshold);
            if (candidates == 0)
                continue;
            for (; candidates != 0; candidates &= candidates - 1)
            {
                var candidate = item + BitOperations.TrailingZeroCount(candidates);
                Offer(candidate, factors == null ? row[candidate] : row[candidate] * factors[candidate]);
            }

            threshold = TSimd.Broadcast(Threshold);
        }

        return item;
    }

    /// <summary>What a score must reach to be picked: any finite value until k are found.</summary>
    private float Threshold => _count < k ? float.MinValue : _scores[k - 1];

    private void Offer(int item, float score)
    {
        var place = _count;
        while (place > 0 && (score > _scores[place - 1] || (score == _scores[place - 1] && tieOrder[item] < tieOrder[_items[place - 1]])))
            place--;
        if (place == k)
            return;
        if (_count < k)
            _count++;
        for (var p = _count - 1; p > place; p--)
        {
            _scores[p] = _scores[p - 1];
            _items[p] = _items[p - 1];
        }

        _scores[place] = score;
        _items[place] = item;
    }
}
