using System.Numerics;
using System.Numerics.Tensors;

namespace KDiffE.Domain.Ranking;

/// <summary>A set of item rows, one bit a row. Sets that are combined are over the same number of rows.</summary>
/// <param name="items">Number of rows.</param>
public sealed class ItemMask(int items)
{
    /// <summary>Rows in one word.</summary>
    internal const int WordBits = 64;

    private readonly ulong[] _words = new ulong[(items + WordBits - 1) / WordBits];

    /// <summary>Number of rows, in the set or not.</summary>
    public int Items => items;

    /// <summary>The bits, row 0 lowest; those beyond the last row are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>The same, to be changed; those beyond the last row must stay 0.</summary>
    internal Span<ulong> Bits => _words;

    /// <summary>Whether a row is in the set.</summary>
    public bool this[int row]
    {
        get => (_words[row / WordBits] >> (row % WordBits) & 1) != 0;
        set
        {
            if (value)
                _words[row / WordBits] |= 1UL << (row % WordBits);
            else
                _words[row / WordBits] &= ~(1UL << (row % WordBits));
        }
    }

    /// <summary>Whether any of some rows is in the set.</summary>
    /// <param name="first">The first of them, a multiple of 64.</param>
    /// <param name="count">How many.</param>
    internal bool HasAny(int first, int count) =>
        _words.AsSpan(first / WordBits, (count + WordBits - 1) / WordBits).ContainsAnyExcept(0UL);

    /// <summary>Number of rows in the set.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Whether more than so many rows are in the set; looks no farther than it takes to know.</summary>
    internal bool HasMoreThan(int count)
    {
        foreach (var word in _words)
        {
            count -= BitOperations.PopCount(word);
            if (count < 0)
                return true;
        }

        return false;
    }

    /// <summary>Makes it the set of all rows.</summary>
    public void SetAll()
    {
        Array.Fill(_words, ulong.MaxValue);
        ClearBeyond();
    }

    /// <summary>Makes it the empty set.</summary>
    public void ClearAll() => Array.Clear(_words);

    /// <summary>Makes it what another set is.</summary>
    public void CopyFrom(ItemMask other) => other._words.CopyTo(_words, 0);

    /// <summary>Keeps what is in the other set, too.</summary>
    public void And(ItemMask other) => TensorPrimitives.BitwiseAnd(_words, other._words, _words);

    /// <summary>Takes in what is in the other set.</summary>
    public void Or(ItemMask other) => TensorPrimitives.BitwiseOr(_words, other._words, _words);

    /// <summary>Makes it the set of the rows that were not in it.</summary>
    public void Not()
    {
        TensorPrimitives.OnesComplement<ulong>(_words, _words);
        ClearBeyond();
    }

    private void ClearBeyond()
    {
        if (items % WordBits != 0)
            _words[^1] &= (1UL << (items % WordBits)) - 1;
    }
}
