using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// The columns that a batch works on, renumbered 0..S−1: all that its rows hold, then negatives that stand for the
/// columns that no row of the batch holds.
/// </summary>
/// <param name="Columns">The column behind each number, <c>[S]</c>, each once.</param>
/// <param name="Weights">How many columns each stands for, <c>[S]</c>.</param>
/// <param name="Entries">The rows' entries, <c>[batch, S]</c>.</param>
/// <param name="AreAll">Whether they are all columns, in order.</param>
internal sealed record BatchColumns(long[] Columns, float[] Weights, CsrPattern Entries, bool AreAll = false);

/// <summary>
/// Draws the negatives of each batch, uniform and without replacement, so that weighted sums over a batch's columns
/// estimate sums over all columns without bias.
/// </summary>
/// <param name="states">All rows, <c>[rows, columns]</c>, each column at most once in a row.</param>
/// <param name="negatives">K; with as many as there are columns a batch works on all of them.</param>
/// <param name="random">The seeded generator of the training.</param>
internal sealed class ColumnSampler(CsrPattern states, int negatives, Random random)
{
    private readonly int[] _shuffled = [.. Enumerable.Range(0, states.Cols)];
    private readonly int[] _numbers = [.. Enumerable.Repeat(-1, states.Cols)];

    /// <summary>Draws for the rows given.</summary>
    internal BatchColumns Draw(ReadOnlySpan<int> rows) => negatives < states.Cols ? Some(rows) : All(rows);

    private BatchColumns All(ReadOnlySpan<int> rows)
    {
        var weights = new float[states.Cols];
        Array.Fill(weights, 1);
        var (offsets, indices) = Entries(rows);
        return new BatchColumns(
            [.. Enumerable.Range(0, states.Cols).Select(column => (long)column)], weights, new CsrPattern(rows.Length, states.Cols, offsets, indices), AreAll: true);
    }

    private BatchColumns Some(ReadOnlySpan<int> rows)
    {
        var columns = new List<long>();
        var (offsets, indices) = Entries(rows);
        for (var k = 0; k < indices.Length; k++)
            indices[k] = Number(indices[k]);
        var held = columns.Count;
        var wanted = Math.Min(states.Cols, held + negatives);
        for (var k = 0; columns.Count < wanted; k++)
        {
            var other = random.Next(k, _shuffled.Length);
            (_shuffled[k], _shuffled[other]) = (_shuffled[other], _shuffled[k]);
            Number(_shuffled[k]);
        }

        foreach (var column in columns)
            _numbers[column] = -1;
        var weights = new float[wanted];
        weights.AsSpan(0, held).Fill(1);
        weights.AsSpan(held).Fill((float)(states.Cols - held) / (wanted - held));
        return new BatchColumns([.. columns], weights, new CsrPattern(rows.Length, wanted, offsets, indices));

        int Number(int column)
        {
            if (_numbers[column] < 0)
            {
                _numbers[column] = columns.Count;
                columns.Add(column);
            }

            return _numbers[column];
        }
    }

    /// <summary>The entries of the rows, in their own columns.</summary>
    private (int[] Offsets, int[] Indices) Entries(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (var r = 0; r < rows.Length; r++)
            offsets[r + 1] = offsets[r] + states.Row(rows[r]).Length;
        var indices = new int[offsets[^1]];
        for (var r = 0; r < rows.Length; r++)
            states.Row(rows[r]).CopyTo(indices.AsSpan(offsets[r]));
        return (offsets, indices);
    }
}
