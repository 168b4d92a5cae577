using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class ResidualNormTests
{
    [Fact]
    public void AddsTheUnitVectorOfTheSumToAShareOfTheRow()
    {
        // (3, 4) + (0, 0) has length 5; (1, 0) + (0, 1) has √2; the last row has no direction.
        var y = new float[6];
        var r = 1 / MathF.Sqrt(2);

        new ResidualNorm(3, 2, 0.5f, 0, 0).Forward([3, 4, 1, 0, 2, -1], [0, 0, 0, 1, -2, 1], y);

        y.ShouldBe([1.5f + 0.6f, 2 + 0.8f, 0.5f + r, r, 1, -0.5f], 1e-6f);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(19, 0)]
    [InlineData(19, 0.3f)]
    public void HasTheGradientsOfFiniteDifferences(int d, float dropout)
    {
        const int rows = 4;
        var kernel = new ResidualNorm(rows, d, 0.5f, dropout, seed: 7);
        var at = Matrices.Normal(2 * rows * d, seed: d);
        var upstream = Matrices.Normal(rows * d, seed: 2);
        var gradient = new float[at.Length];

        kernel.Backward(at.AsSpan(0, rows * d), at.AsSpan(rows * d), upstream, gradient.AsSpan(0, rows * d), gradient.AsSpan(rows * d));

        // What is dropped shows in the value: where g does nothing.
        var kept = Kept(kernel, rows, d, residual: 0.5);
        var expected = Matrices.Gradient(x => Plain(x, kept, d).Zip(upstream, (y, u) => y * u).Sum(), Matrices.ToDouble(at));
        gradient.ShouldBeNear(expected, 1e-4);
        var value = new float[rows * d];
        kernel.Forward(at.AsSpan(0, rows * d), at.AsSpan(rows * d), value);
        value.ShouldBeNear(Plain(Matrices.ToDouble(at), kept, d), 1e-5);
    }

    [Fact]
    public void DropsTheShareAskedForAnewForEverySeed()
    {
        const int rows = 1000, d = 50;
        var first = Kept(new ResidualNorm(rows, d, 0, 0.1f, seed: 1), rows, d, residual: 0);
        var second = Kept(new ResidualNorm(rows, d, 0, 0.1f, seed: 2), rows, d, residual: 0);

        ((double)first.Count(k => k == 0)).ShouldBe(5000, 4 * 67);
        first.Average().ShouldBe(1, 0.01);
        ((double)first.Zip(second).Count(pair => pair.First == 0 && pair.Second == 0)).ShouldBe(500, 4 * 22);
        Kept(new ResidualNorm(rows, d, 0, 0.1f, seed: 1), rows, d, residual: 0).ShouldBe(first);
    }

    /// <summary>The factor of each value of g: how much more its gradient is than that of h without the residual.</summary>
    private static double[] Kept(ResidualNorm kernel, int rows, int d, double residual)
    {
        float[] h = [.. Enumerable.Repeat(1f, rows * d)], gradY = [.. h.Select((_, k) => k % d % 2 == 0 ? 1f : -1)];
        var (gradH, gradG) = (new float[rows * d], new float[rows * d]);
        // Nothing is added to h, so that all rows have one norm.
        kernel.Backward(h, new float[rows * d], gradY, gradH, gradG);
        return [.. gradG.Select((g, k) => Math.Round(g / (gradH[k] - (residual * gradY[k])), 4))];
    }

    private static double[] Plain(double[] x, double[] kept, int d)
    {
        var size = x.Length / 2;
        return [.. Enumerable.Range(0, size / d).SelectMany(row =>
        {
            var h = x[(row * d)..((row + 1) * d)];
            var sum = h.Select((value, k) => value + (kept[(row * d) + k] * x[size + (row * d) + k])).ToArray();
            var norm = Math.Sqrt(sum.Sum(s => s * s));
            return h.Zip(sum, (value, s) => (0.5 * value) + (s / norm));
        })];
    }
}
