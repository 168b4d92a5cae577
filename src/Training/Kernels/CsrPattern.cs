namespace KDiffE.Training.Kernels;

/// <summary>
/// Where the non-zeros of a sparse matrix stand, in compressed rows; also the neighbour lists of a graph.
/// A position may occur more than once (two triples between the same pair of nodes).
/// </summary>
internal sealed class CsrPattern
{
    /// <param name="rows">Number of rows.</param>
    /// <param name="cols">Number of columns.</param>
    /// <param name="offsets">Row r holds the non-zeros <c>offsets[r]..offsets[r + 1]</c>; <c>[rows + 1]</c>, ascending from 0.</param>
    /// <param name="indices">Column of each non-zero, <c>[nnz]</c>.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other or the shape.</exception>
    public CsrPattern(int rows, int cols, int[] offsets, int[] indices)
    {
        if (offsets.Length != rows + 1 || offsets[0] != 0 || offsets[rows] != indices.Length)
            throw new ArgumentException($"The offsets of {rows} rows must be {rows + 1} values from 0 to {indices.Length}.", nameof(offsets));
        for (var r = 0; r < rows; r++)
        {
            if (offsets[r] > offsets[r + 1])
                throw new ArgumentException($"Row {r} ends before it starts.", nameof(offsets));
        }

        foreach (var index in indices)
        {
            if ((uint)index >= (uint)cols)
                throw new ArgumentException($"Column {index} lies outside 0..{cols - 1}.", nameof(indices));
        }

        (Rows, Cols, Offsets, Indices) = (rows, cols, offsets, indices);
        Partition = new RowPartition(offsets);
    }

    public int Rows { get; }

    public int Cols { get; }

    /// <summary><c>[rows + 1]</c>.</summary>
    public int[] Offsets { get; }

    /// <summary><c>[nnz]</c>.</summary>
    public int[] Indices { get; }

    /// <summary>How kernels share the rows among threads.</summary>
    public RowPartition Partition { get; }

    /// <summary>The columns of one row.</summary>
    public ReadOnlySpan<int> Row(int row) => Indices.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);

    /// <summary>Where a non-zero stands among all; columns must ascend within the row.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int PositionOf(int row, int column) => Row(row).BinarySearch(column) is >= 0 and var place
        ? Offsets[row] + place
        : throw new ArgumentException($"Row {row} has no column {column}.", nameof(column));

    /// <summary>The row of every non-zero, <c>[nnz]</c>.</summary>
    public int[] RowIndices()
    {
        var rowOf = new int[Indices.Length];
        for (var r = 0; r < Rows; r++)
            rowOf.AsSpan(Offsets[r], Offsets[r + 1] - Offsets[r]).Fill(r);
        return rowOf;
    }

    /// <summary>Groups pairs by row; columns ascend within a row, and a pair given twice stays twice.</summary>
    /// <exception cref="ArgumentException">An index lies outside the shape, or the lengths differ.</exception>
    public static CsrPattern FromPairs(int rows, int cols, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> colIndices) =>
        FromPairs(rows, cols, rowIndices, colIndices, out _);

    /// <inheritdoc cref="FromPairs(int, int, ReadOnlySpan{int}, ReadOnlySpan{int})"/>
    /// <param name="rows">Number of rows.</param>
    /// <param name="cols">Number of columns.</param>
    /// <param name="rowIndices">Row of each pair.</param>
    /// <param name="colIndices">Column of each pair.</param>
    /// <param name="source">For each non-zero, the pair it came from.</param>
    public static CsrPattern FromPairs(
        int rows, int cols, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> colIndices, out int[] source)
    {
        if (rowIndices.Length != colIndices.Length)
            throw new ArgumentException($"{rowIndices.Length} rows but {colIndices.Length} columns.", nameof(colIndices));
        // Two stable counting sorts, by column and then by row.
        var byColumn = CountingSort(cols, colIndices, out _);
        var rowsByColumn = new int[byColumn.Length];
        for (var k = 0; k < byColumn.Length; k++)
            rowsByColumn[k] = rowIndices[byColumn[k]];
        var order = CountingSort(rows, rowsByColumn, out var offsets);
        var indices = new int[order.Length];
        source = order;
        for (var k = 0; k < order.Length; k++)
        {
            source[k] = byColumn[order[k]];
            indices[k] = colIndices[source[k]];
        }

        return new CsrPattern(rows, cols, offsets, indices);
    }

    /// <summary>Swaps rows and columns. Columns ascend within a row of the result.</summary>
    /// <param name="source">For each non-zero of the result, its position in this pattern, <c>[nnz]</c>.</param>
    public CsrPattern Transpose(out int[] source)
    {
        source = CountingSort(Cols, Indices, out var offsets);
        var rowOf = RowIndices();
        var indices = new int[source.Length];
        for (var k = 0; k < source.Length; k++)
            indices[k] = rowOf[source[k]];
        return new CsrPattern(Cols, Rows, offsets, indices);
    }

    /// <summary>The stable order of <paramref name="keys"/> (each in 0..buckets-1) and where each key starts.</summary>
    private static int[] CountingSort(int buckets, ReadOnlySpan<int> keys, out int[] offsets)
    {
        offsets = new int[buckets + 1];
        foreach (var key in keys)
        {
            if ((uint)key >= (uint)buckets)
                throw new ArgumentException($"Index {key} lies outside 0..{buckets - 1}.", nameof(keys));
            offsets[key + 1]++;
        }

        for (var b = 0; b < buckets; b++)
            offsets[b + 1] += offsets[b];
        var next = offsets.AsSpan(0, buckets).ToArray();
        var order = new int[keys.Length];
        for (var k = 0; k < keys.Length; k++)
            order[next[keys[k]]++] = k;
        return order;
    }
}
