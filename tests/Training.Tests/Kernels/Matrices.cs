using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

/// <summary>Seeded inputs and plain loops in double to hold the kernels against.</summary>
internal static class Matrices
{
    public static float[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() + random.NextDouble() - 1) * 2))];
    }

    /// <summary>A pattern with empty rows and one long row.</summary>
    public static CsrPattern Pattern(int rows, int cols, int nonZeros, int seed)
    {
        var random = new Random(seed);
        var rowIndices = new int[nonZeros];
        var colIndices = new int[nonZeros];
        for (var k = 0; k < nonZeros; k++)
        {
            rowIndices[k] = k < nonZeros / 4 ? rows / 2 : random.Next(rows / 3, rows);
            colIndices[k] = random.Next(cols);
        }

        return CsrPattern.FromPairs(rows, cols, rowIndices, colIndices);
    }

    public static double[] Multiply(CsrPattern a, double[] values, double[] x, int d)
    {
        var y = new double[a.Rows * d];
        for (var r = 0; r < a.Rows; r++)
        {
            for (var k = a.Offsets[r]; k < a.Offsets[r + 1]; k++)
            {
                for (var c = 0; c < d; c++)
                    y[(r * d) + c] += values[k] * x[(a.Indices[k] * d) + c];
            }
        }

        return y;
    }

    public static double[] ToDouble(float[] values) => [.. values.Select(v => (double)v)];

    /// <summary>Central differences of <paramref name="function"/> at <paramref name="at"/>.</summary>
    public static double[] Gradient(Func<double[], double> function, double[] at)
    {
        const double step = 1e-6;
        var gradient = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            var kept = at[i];
            at[i] = kept + step;
            var above = function(at);
            at[i] = kept - step;
            gradient[i] = (above - function(at)) / (2 * step);
            at[i] = kept;
        }

        return gradient;
    }

    public static void ShouldBeNear(this float[] actual, double[] expected, double tolerance = 1e-4)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++)
            ((double)actual[i]).ShouldBe(expected[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"at {i}");
    }
}
