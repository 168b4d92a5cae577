using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model;

/// <summary>
/// The columns that a batch of the sampled mode works on: negatives that the batch shares, then what its rows hold
/// beyond them. Columns are renumbered 0..S−1 in that order, so that the negatives are the first.
/// </summary>
/// <param name="Columns">The column behind each number, <c>[S]</c>, each once.</param>
/// <param name="Negatives">K, how many of them were drawn.</param>
/// <param name="Entries">The rows' own entries, <c>[batch, S]</c>.</param>
/// <param name="Absent">1 where a negative is no entry of the row, 0 where it is one: <c>[batch, K]</c>, row-major.</param>
internal sealed record SampledColumns(long[] Columns, int Negatives, CsrPattern Entries, float[] Absent);

/// <summary>Draws the negatives of each batch: uniform, without replacement.</summary>
/// <param name="states">All rows, <c>[rows, columns]</c>, each column at most once in a row.</param>
/// <param name="negatives">K; all columns when there are fewer.</param>
/// <param name="random">Draws them.</param>
internal sealed class ColumnSampler(CsrPattern states, int negatives, Random random)
{
    private readonly int _count = Math.Min(negatives, states.Cols);
    private readonly int[] _shuffled = [.. Enumerable.Range(0, states.Cols)];
    private readonly int[] _numbers = [.. Enumerable.Repeat(-1, states.Cols)];

    /// <summary>C / K: what each negative stands for, so that sums over absent columns are estimated without bias.</summary>
    internal float Share => (float)states.Cols / _count;

    /// <summary>Draws for the rows given.</summary>
    internal SampledColumns Draw(ReadOnlySpan<int> rows)
    {
        var columns = new List<long>(_count);
        for (var k = 0; k < _count; k++)
        {
            var other = random.Next(k, _shuffled.Length);
            (_shuffled[k], _shuffled[other]) = (_shuffled[other], _shuffled[k]);
            Number(_shuffled[k]);
        }

        var absent = new float[rows.Length * _count];
        Array.Fill(absent, 1);
        var offsets = new int[rows.Length + 1];
        var indices = new List<int>();
        for (var r = 0; r < rows.Length; r++)
        {
            foreach (var column in states.Row(rows[r]))
            {
                var number = Number(column);
                indices.Add(number);
                if (number < _count)
                    absent[r * _count + number] = 0;
            }

            offsets[r + 1] = indices.Count;
        }

        foreach (var column in columns)
            _numbers[column] = -1;
        return new SampledColumns([.. columns], _count, new CsrPattern(rows.Length, columns.Count, offsets, [.. indices]), absent);

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
}
