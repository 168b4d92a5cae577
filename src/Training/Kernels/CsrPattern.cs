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
        Group(rows, cols, rowIndices, colIndices, []);

    /// <inheritdoc cref="FromPairs(int, int, ReadOnlySpan{int}, ReadOnlySpan{int})"/>
    /// <param name="rows">Number of rows.</param>
    /// <param name="cols">Number of columns.</param>
    /// <param name="rowIndices">Row of each pair.</param>
    /// <param name="colIndices">Column of each pair.</param>
    /// <param name="source">For each non-zero, the pair it came from; of equal pairs the one given first comes first.</param>
    public static CsrPattern FromPairs(
        int rows, int cols, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> colIndices, out int[] source)
    {
        source = new int[rowIndices.Length];
        return Group(rows, cols, rowIndices, colIndices, source);
    }

    /// <summary>Swaps rows and columns. Columns ascend within a row of the result.</summary>
    /// <param name="source">For each non-zero of the result, its position in this pattern, <c>[nnz]</c>.</param>
    public CsrPattern Transpose(out int[] source) => FromPairs(Cols, Rows, Indices, RowIndices(), out source);

    /// <summary>Puts pairs where their rows are and then sorts the rows that are not sorted: beside the result, no more than a place for each row and the longest row.</summary>
    private static CsrPattern Group(int rows, int cols, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> colIndices, Span<int> source)
    {
        if (rowIndices.Length != colIndices.Length)
            throw new ArgumentException($"{rowIndices.Length} rows but {colIndices.Length} columns.", nameof(colIndices));
        var offsets = Starts(rows, rowIndices);
        var next = offsets.AsSpan(0, rows).ToArray();
        var indices = new int[colIndices.Length];
        for (var k = 0; k < indices.Length; k++)
        {
            var place = next[rowIndices[k]]++;
            indices[place] = colIndices[k];
            if (!source.IsEmpty)
                source[place] = k;
        }

        long[] both = [];
        for (var row = 0; row < rows; row++)
        {
            var columns = indices.AsSpan(offsets[row]..offsets[row + 1]);
            if (IsAscending(columns))
                continue;
            if (source.IsEmpty)
            {
                columns.Sort();
                continue;
            }

            if (both.Length < columns.Length)
                both = new long[Math.Max(columns.Length, 2 * both.Length)];
            SortBoth(columns, source[offsets[row]..offsets[row + 1]], both.AsSpan(0, columns.Length));
        }

        return new CsrPattern(rows, cols, offsets, indices);
    }

    private static bool IsAscending(ReadOnlySpan<int> values)
    {
        for (var k = 1; k < values.Length; k++)
        {
            if (values[k - 1] > values[k])
                return false;
        }

        return true;
    }

    /// <summary>Sorts a row's columns and with them where they came from, which ascends among equals.</summary>
    private static void SortBoth(Span<int> columns, Span<int> source, Span<long> both)
    {
        for (var k = 0; k < both.Length; k++)
            both[k] = ((long)columns[k] << 32) | (uint)source[k];
        both.Sort();
        for (var k = 0; k < both.Length; k++)
            (columns[k], source[k]) = ((int)(both[k] >> 32), (int)both[k]);
    }

    /// <summary>Where each of the <paramref name="keys"/> (each in 0..buckets-1) starts when they are sorted, <c>[buckets + 1]</c>.</summary>
    private static int[] Starts(int buckets, ReadOnlySpan<int> keys)
    {
        var starts = new int[buckets + 1];
        foreach (var key in keys)
        {
            if ((uint)key >= (uint)buckets)
                throw new ArgumentException($"Index {key} lies outside 0..{buckets - 1}.", nameof(keys));
            starts[key + 1]++;
        }

        for (var bucket = 0; bucket < buckets; bucket++)
            starts[bucket + 1] += starts[bucket];
        return starts;
    }
}
