using System.Runtime.Intrinsics;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// The best N of a stream of scores: a heap in the caller's memory with the worst of the kept items on top.
/// </summary>
internal ref struct TopNHeap(Span<ScoredItem> heap, ItemMask? allowed, ScoredItem? after)
{
    private readonly Span<ScoredItem> _heap = heap;
    private readonly ItemMask? _allowed = allowed;
    private readonly ScoredItem? _after = after;
    private int _count;

    /// <summary>Looks at the scores of the items from <paramref name="first"/> on, which follow those that it has seen.</summary>
    public void Add(int first, scoped ReadOnlySpan<float> scores)
    {
        // Items come in ascending order, so an equal score never displaces a kept one. NaN passes no comparison.
        var threshold = Threshold;
        for (var i = 0; i < scores.Length; i++)
        {
            // Hardly any is above it, so that many are looked at together.
            while (i + Vector256<float>.Count <= scores.Length && !Vector256.GreaterThanAny(Vector256.Create(scores[i..]), Vector256.Create(threshold)))
                i += Vector256<float>.Count;
            if (i == scores.Length)
                return;
            if (!(scores[i] > threshold) || !IsWanted(new ScoredItem(first + i, scores[i])))
                continue;
            Keep(new ScoredItem(first + i, scores[i]));
            threshold = Threshold;
        }
    }

    /// <summary>What a score must be above to be kept.</summary>
    public readonly float Threshold => _count < _heap.Length ? float.NegativeInfinity : _heap[0].Score;

    /// <summary>Whether as many are kept as there may be.</summary>
    public readonly bool IsFull => _count == _heap.Length;

    /// <summary>Looks at the score of one item, wherever it stands among those that it has seen.</summary>
    public void Add(int item, float score)
    {
        var scored = new ScoredItem(item, score);
        if (score > float.NegativeInfinity && (!IsFull || IsWorse(_heap[0], scored)) && IsWanted(scored))
            Keep(scored);
    }

    /// <summary>Puts the kept items in order, best first, and returns how many there are.</summary>
    public readonly int Sort()
    {
        for (var end = _count - 1; end > 0; end--)
        {
            (_heap[0], _heap[end]) = (_heap[end], _heap[0]);
            SiftDown(end);
        }

        return _count;
    }

    private static bool IsWorse(ScoredItem a, ScoredItem b) => a.Score < b.Score || (a.Score == b.Score && a.Item > b.Item);

    private readonly bool IsWanted(ScoredItem item) =>
        (_allowed is null || _allowed[item.Item]) && (_after is not { } after || IsWorse(item, after));

    private void Keep(ScoredItem item)
    {
        if (_count == _heap.Length)
        {
            _heap[0] = item;
            SiftDown(_count);
            return;
        }

        var at = _count++;
        for (var parent = (at - 1) / 2; at > 0 && IsWorse(item, _heap[parent]); at = parent, parent = (at - 1) / 2)
            _heap[at] = _heap[parent];
        _heap[at] = item;
    }

    private readonly void SiftDown(int count)
    {
        var item = _heap[0];
        var at = 0;
        for (var child = 1; child < count; child = (at * 2) + 1)
        {
            if (child + 1 < count && IsWorse(_heap[child + 1], _heap[child]))
                child++;
            if (!IsWorse(_heap[child], item))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = item;
    }
}
