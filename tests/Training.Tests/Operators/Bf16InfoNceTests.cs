using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Operators;

public sealed class Bf16InfoNceTests
{
    [Theory]
    [InlineData(5, 3, 7, false)]
    [InlineData(70, 100, 64, false)]
    [InlineData(70, 100, 64, true)]
    [InlineData(3000, 300, 20, false)]
    [InlineData(40_000, 700, 32, false)]
    public void IsTheFloatKernelUpToTheRoundingOfBFloat16(int rows, int anchors, int dim, bool sampled)
    {
        var (main, view) = (Matrices.Normal(rows * dim, seed: 1), Matrices.Normal(rows * dim, seed: 2));
        // Rows that resemble each other, as two views of one embedding do.
        for (var k = 0; k < main.Length; k++)
            view[k] += main[k];
        int[] candidates = [.. Enumerable.Range(0, rows).Where(row => row % 3 > 0)];
        var batch = new ContrastiveBatch(rows, [.. Enumerable.Range(0, anchors).Select(i => i * 7 % rows)], sampled ? candidates : null);

        var expected = Run(new InfoNce(batch, dim, 0.3f));
        var rounded = Run(new Bf16InfoNce(batch, dim, 0.3f));

        rounded.Loss.ShouldBe(expected.Loss, 3e-3f);
        Distance(rounded.Main, expected.Main).ShouldBeLessThan(0.01);
        Distance(rounded.View, expected.View).ShouldBeLessThan(0.01);

        (float Loss, float[] Main, float[] View) Run(IInfoNce kernel)
        {
            var (gradMain, gradView) = (new float[rows * dim], new float[rows * dim]);
            Array.Fill(gradMain, float.NaN);
            return (kernel.Run(main, view, gradMain, gradView), gradMain, gradView);
        }
    }

    [Fact]
    public void DoesNotDependOnTheNumberOfThreads()
    {
        const int rows = 5000;
        const int dim = 24;
        var (main, view) = (Matrices.Normal(rows * dim, seed: 1), Matrices.Normal(rows * dim, seed: 2));
        var batch = new ContrastiveBatch(rows, [.. Enumerable.Range(0, 300).Select(i => i * 10)]);

        var one = Run(threads: 1);
        var four = Run(threads: 4);

        four.Loss.ShouldBe(one.Loss);
        four.GradMain.ShouldBe(one.GradMain);
        four.GradView.ShouldBe(one.GradView);

        (float Loss, float[] GradMain, float[] GradView) Run(int threads)
        {
            var (gradMain, gradView) = (new float[rows * dim], new float[rows * dim]);
            return (new Bf16InfoNce(batch, dim, 0.5f, threads).Run(main, view, gradMain, gradView), gradMain, gradView);
        }
    }

    [Fact]
    public void AnAnchorWithoutCandidatesLosesNothing()
    {
        float[] main = [1, 0, 0, 0, 0, 0];
        float[] view = [1, 0, 0, 1, -1, 0];
        var (gradMain, gradView) = (new float[6], new float[6]);

        new Bf16InfoNce(new(3, [0], []), 2, 0.5f).Run(main, view, gradMain, gradView).ShouldBe(0, 1e-6f);

        gradMain.ShouldBe(new float[6], 1e-6);
        gradView.ShouldBe(new float[6], 1e-6);
    }

    [Fact]
    public void RefusesATemperatureThatItsRoundingWouldSpoil() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Bf16InfoNce(new(2, [0]), 2, 0.1f));

    /// <summary>|a − b| / |b|.</summary>
    private static double Distance(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum() / b.Sum(y => (double)y * y));
}
