namespace KDiffE.Domain.Filtering;

/// <summary>One attribute of all rows: 8 bytes a row and every distinct value once; nothing while no row has it.</summary>
/// <param name="path">Which attribute.</param>
internal sealed class AttributeColumn(AttributePath path)
{
    private long[] _cells = [];

    internal AttributePath Path => path;

    internal DistinctValues Values { get; } = new();

    /// <summary>The cells of the rows, some of which may be left over at the end; empty where no row has the attribute.</summary>
    internal ReadOnlySpan<long> Cells => _cells;

    /// <summary>When a clause last used it, by <see cref="Environment.TickCount64"/>.</summary>
    internal long LastUsed { get; set; }

    /// <summary>Takes in the attribute of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="json">All attributes of the row; empty for none.</param>
    /// <param name="capacity">Rows to make room for.</param>
    internal void Set(int row, ReadOnlySpan<byte> json, int capacity)
    {
        var cell = !json.IsEmpty && path.TryFind(json, out var value) ? Values.Read(ref value) : Cell.Missing;
        if (cell == Cell.Missing && row >= _cells.Length)
            return;
        if (row >= _cells.Length)
            Grow(capacity);
        _cells[row] = cell;
    }

    /// <summary>The cell of a row.</summary>
    internal long this[int row] => row < _cells.Length ? _cells[row] : Cell.Missing;

    private void Grow(int capacity)
    {
        var filled = _cells.Length;
        Array.Resize(ref _cells, capacity);
        _cells.AsSpan(filled).Fill(Cell.Missing);
    }
}
