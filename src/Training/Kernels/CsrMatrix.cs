namespace KDiffE.Training.Kernels;

/// <summary>A sparse matrix in compressed rows.</summary>
/// <param name="rows">Number of rows.</param>
/// <param name="cols">Number of columns.</param>
/// <param name="offsets">Row r holds the non-zeros <c>offsets[r]..offsets[r + 1]</c>, <c>[rows + 1]</c>.</param>
/// <param name="indices">Column of each non-zero, <c>[nnz]</c>.</param>
/// <param name="values">Value of each non-zero, <c>[nnz]</c>.</param>
internal sealed class CsrMatrix(int rows, int cols, int[] offsets, int[] indices, float[] values)
{
    /// <summary>Where the non-zeros stand.</summary>
    public CsrPattern Pattern { get; } = new(rows, cols, offsets, indices);

    /// <summary>Value of each non-zero, <c>[nnz]</c>.</summary>
    public float[] Values { get; } = values.Length == indices.Length
        ? values
        : throw new ArgumentException($"{indices.Length} non-zeros but {values.Length} values.", nameof(values));

    public int Rows => Pattern.Rows;

    public int Cols => Pattern.Cols;

    /// <summary>
    /// Builds the matrix from coordinates in any order. Values given for the same position are summed, in the order
    /// given; columns ascend within a row.
    /// </summary>
    /// <exception cref="ArgumentException">An index lies outside the shape, or the lengths differ.</exception>
    public static CsrMatrix FromCoo(
        int rows, int cols, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> colIndices, ReadOnlySpan<float> values)
    {
        if (values.Length != rowIndices.Length)
            throw new ArgumentException($"{rowIndices.Length} positions but {values.Length} values.", nameof(values));
        var pattern = CsrPattern.FromPairs(rows, cols, rowIndices, colIndices, out var source);
        var offsets = new int[rows + 1];
        var indices = pattern.Indices;
        var summed = new float[indices.Length];
        var count = 0;
        for (var r = 0; r < rows; r++)
        {
            for (var k = pattern.Offsets[r]; k < pattern.Offsets[r + 1]; k++)
            {
                if (count == offsets[r] || indices[count - 1] != indices[k])
                    indices[count++] = indices[k];
                summed[count - 1] += values[source[k]];
            }

            offsets[r + 1] = count;
        }

        return new CsrMatrix(rows, cols, offsets, indices[..count], summed[..count]);
    }
}
