using static TorchSharp.torch;

namespace KDiffE.Training.Rows;

/// <summary>
/// Some of a table's rows as tensors of double precision. Sums over a catalogue and what is computed row by row go block by
/// block, so that what they take does not grow with the catalogue.
/// </summary>
/// <param name="Start">The first row.</param>
/// <param name="Count">How many.</param>
internal sealed record RowBlock(int Start, int Count)
{
    private const int Most = 8192;

    /// <summary>Goes through all rows in order; the tensors that <paramref name="use"/> makes are freed after it.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="use">Takes each block.</param>
    internal static void ForEach(int rows, Action<RowBlock> use)
    {
        for (var start = 0; start < rows; start += Most)
        {
            using var scope = NewDisposeScope();
            use(new RowBlock(start, Math.Min(Most, rows - start)));
        }
    }

    /// <summary>Its rows of a table.</summary>
    /// <param name="table">Row-major <c>[n, dim]</c>.</param>
    /// <param name="dim">Number of columns.</param>
    /// <returns><c>[count, dim]</c>.</returns>
    internal Tensor Of(float[] table, int dim) => tensor(table.AsSpan(Start * dim, Count * dim).ToArray(), [Count, dim]).to(float64);

    /// <summary>Its values of a column.</summary>
    /// <param name="column"><c>[n]</c>.</param>
    /// <returns><c>[count, 1]</c>.</returns>
    internal Tensor Of(double[] column) => tensor(column.AsSpan(Start, Count).ToArray(), [Count, 1]);

    /// <summary>Writes its rows of a table.</summary>
    /// <param name="rows"><c>[count, dim]</c>.</param>
    /// <param name="table">Row-major <c>[n, dim]</c>.</param>
    internal void Write(Tensor rows, float[] table) => rows.to(float32).data<float>().CopyTo(table, Start * (int)rows.shape[1]);

    /// <summary>Writes its values of a column.</summary>
    /// <param name="values"><c>[count]</c>.</param>
    /// <param name="column"><c>[n]</c>.</param>
    internal void Write(Tensor values, double[] column) => values.data<double>().CopyTo(column, Start);
}
