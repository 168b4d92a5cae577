namespace KDiffE.Domain.Filtering;

/// <summary>The rows that a clause is true of, kept up to date by the writer while readers look at them.</summary>
internal sealed class ClauseRows
{
    private readonly RowTest _test;
    private ulong[] _words;

    /// <param name="test">The clause, tied to its columns.</param>
    /// <param name="columns">These.</param>
    /// <param name="capacity">Rows to look at, a multiple of 64.</param>
    internal ClauseRows(RowTest test, IReadOnlyCollection<AttributeColumn> columns, int capacity)
    {
        _test = test;
        Columns = columns;
        _words = new ulong[capacity / 64];
        test.Fill(_words);
        // No column reaches as far, so this is a row without any attribute.
        PassesWithout = test.Passes(int.MaxValue);
    }

    /// <summary>The columns of its attributes.</summary>
    internal IReadOnlyCollection<AttributeColumn> Columns { get; }

    /// <summary>Whether it is true of a row without attributes, and so of all beyond the last one.</summary>
    internal bool PassesWithout { get; }

    /// <summary>When it was last asked for, by <see cref="Environment.TickCount64"/>.</summary>
    internal long LastUsed { get; private set; }

    /// <summary>Bit k of word w is row 64·w + k.</summary>
    internal ReadOnlySpan<ulong> Words => Volatile.Read(ref _words);

    /// <summary>Notes that it was asked for.</summary>
    internal void Touch()
    {
        // Read far more often than the clock moves: no need for all threads to write all the time.
        if (Environment.TickCount64 is var now && LastUsed != now)
            LastUsed = now;
    }

    /// <summary>Looks at a row anew. By the writer alone.</summary>
    internal void Update(int row)
    {
        var bit = 1UL << (row % 64);
        var word = _words[row / 64];
        Volatile.Write(ref _words[row / 64], _test.Passes(row) ? word | bit : word & ~bit);
    }

    /// <summary>Makes room for more rows. By the writer alone.</summary>
    internal void Grow(int capacity)
    {
        var (words, filled) = (_words, _words.Length);
        Array.Resize(ref words, capacity / 64);
        words.AsSpan(filled).Fill(PassesWithout ? ulong.MaxValue : 0);
        Volatile.Write(ref _words, words);
    }
}
