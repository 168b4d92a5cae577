using System.Buffers;

namespace KDiffE.Domain.Ranking;

/// <summary>The categories of an item, by number from 0.</summary>
/// <param name="item">The item's row.</param>
public delegate ReadOnlySpan<int> ItemCategories(int item);

/// <summary>
/// How many items of one category a list may have. An item counts in each of its categories, and is passed over where one of
/// them is full; items without a category are not limited.
/// </summary>
/// <param name="Most">The most items of one category, 1 or more.</param>
/// <param name="Categories">Number of categories.</param>
/// <param name="Of">The categories of an item.</param>
public readonly record struct CategoryCap(int Most, int Categories, ItemCategories Of);

/// <summary>What one list has of each category; without a cap there is always room.</summary>
internal readonly ref struct CategoryTally : IDisposable
{
    private readonly CategoryCap? _cap;
    private readonly int[] _counts;

    /// <exception cref="ArgumentOutOfRangeException">The cap is below 1.</exception>
    internal CategoryTally(CategoryCap? cap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cap?.Most ?? 1, 1, nameof(cap));
        _cap = cap;
        _counts = ArrayPool<int>.Shared.Rent(cap?.Categories ?? 0);
        Array.Clear(_counts);
    }

    /// <summary>Whether the list may have this item, too.</summary>
    internal bool HasRoomFor(int item)
    {
        if (_cap is not { } cap)
            return true;
        foreach (var category in cap.Of(item))
        {
            if (_counts[category] >= cap.Most)
                return false;
        }

        return true;
    }

    /// <summary>Counts an item that the list has.</summary>
    internal void Add(int item)
    {
        if (_cap is not { } cap)
            return;
        foreach (var category in cap.Of(item))
            _counts[category]++;
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_counts);
}
