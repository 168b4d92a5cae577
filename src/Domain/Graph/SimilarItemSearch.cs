using System.Buffers;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Graph;

/// <summary>One search of <see cref="ItemFacts.SimilarTo"/>.</summary>
/// <param name="facts">Where it searches.</param>
/// <param name="item">To what the others are compared.</param>
/// <param name="allowed">The items that may be found.</param>
/// <param name="top">Receives the best.</param>
/// <param name="products">Zeros, <c>[items]</c>, before and after the search.</param>
internal ref struct SimilarItemSearch(ItemFacts facts, int item, ItemMask allowed, Span<ScoredItem> top, double[] products)
{
    /// <summary>A fact of fewer items is walked through without asking whether that is needed.</summary>
    private const int FewItems = 1_024;

    // More than what rounding to the scores' single precision can change.
    private const double Margin = 1 + 1e-6;

    private readonly Span<ScoredItem> _top = top;
    private int[] _met = ArrayPool<int>.Shared.Rent(FewItems);
    private int _metCount;
    private int _count;

    internal int Run()
    {
        var own = facts.FactsOf(item);
        var walked = 0;
        while (walked < own.Length && !(facts.ItemsOf(own[walked]).Length > FewItems && NoneElseCanEnter(own[walked..])))
            Walk(own[walked++]);
        Rank(own[walked..]);
        foreach (var other in _met.AsSpan(0, _metCount))
            products[other] = 0;
        ArrayPool<int>.Shared.Return(_met);
        return _count;
    }

    private void Walk(int fact)
    {
        var square = facts.SquareOf(fact);
        if (square == 0)
            return;
        var items = facts.ItemsOf(fact);
        if (_met.Length < _metCount + items.Length)
            Grow(_metCount + items.Length);
        foreach (var other in items)
        {
            if (products[other] == 0)
                _met[_metCount++] = other;
            products[other] += square;
        }
    }

    // An item that shares no more than the rest has a product P of at most their sum, and is at least √P long itself.
    private bool NoneElseCanEnter(ReadOnlySpan<int> rest)
    {
        Rank([]);
        var bound = Math.Sqrt(Sum(rest)) / facts.NormOf(item);
        return _count == _top.Length && _top[^1].Score > bound * Margin;
    }

    // Ranks what was met, with what it shares of the rest looked up where that can matter.
    private void Rank(ReadOnlySpan<int> rest)
    {
        var most = Sum(rest);
        var known = rest.IsEmpty || _count < _top.Length ? 0 : _top[^1].Score;
        _count = 0;
        foreach (var other in _met.AsSpan(0, _metCount))
        {
            if (other == item || !allowed[other])
                continue;
            var length = facts.NormOf(item) * facts.NormOf(other);
            var product = products[other];
            if ((product + most) / length * Margin < known)
                continue;
            foreach (var fact in rest)
            {
                if (facts.FactsOf(other).BinarySearch(fact) >= 0)
                    product += facts.SquareOf(fact);
            }

            Keep(new ScoredItem(other, (float)(product / length)));
        }
    }

    private readonly double Sum(ReadOnlySpan<int> some)
    {
        var sum = 0.0;
        foreach (var fact in some)
            sum += facts.SquareOf(fact);
        return sum;
    }

    private void Keep(ScoredItem found)
    {
        if (_count == _top.Length && !IsBetter(found, _top[^1]))
            return;
        var at = _count < _top.Length ? _count++ : _count - 1;
        for (; at > 0 && IsBetter(found, _top[at - 1]); at--)
            _top[at] = _top[at - 1];
        _top[at] = found;
    }

    private static bool IsBetter(ScoredItem a, ScoredItem b) => a.Score > b.Score || (a.Score == b.Score && a.Item < b.Item);

    private void Grow(int count)
    {
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(count, 2 * _met.Length));
        _met.AsSpan(0, _metCount).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_met);
        _met = larger;
    }
}
