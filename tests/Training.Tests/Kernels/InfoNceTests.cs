using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class InfoNceTests
{
    // More than two panels of every width, and more than one block of anchors; neither fills its last one. Some rows
    // are anchors twice and some never.
    private const int Rows = 70;
    private const float Temperature = 0.2f;

    private static readonly int[] Anchors = [.. Enumerable.Range(0, 100).Select(i => i % 60)];

    // Some positives are among them, some are not.
    private static readonly int[] Sample = [.. Enumerable.Range(0, 40).Select(i => i * 3 % Rows)];

    /// <summary>Whole vectors and columns left over; all rows as candidates, and a sample.</summary>
    public static TheoryData<int, bool> Cases => new([
        .. from dim in new[] { 1, 3, 16, 33, 64, 100 }
           from sampled in new[] { false, true }
           select new TheoryDataRow<int, bool>(dim, sampled),
    ]);

    [Fact]
    public void IsTheValueWorkedOutByHand()
    {
        // Anchor 0 points east and anchor 1 north; the rows of the view north-east, north and south.
        float[] main = [2, 0, 0, 3, 9, 9];
        float[] view = [5, 5, 0, 0.1f, 0, -7];
        var r = Math.Sqrt(0.5);
        var first = Math.Log(Math.Exp(r / 0.5) + 1 + 1) - (r / 0.5);
        var second = Math.Log(Math.Exp(r / 0.5) + Math.Exp(1 / 0.5) + Math.Exp(-1 / 0.5)) - (1 / 0.5);

        Loss(new(3, [0, 1]), main, view, 2, 0.5f).ShouldBe((float)((first + second) / 2), 1e-6f);
    }

    [Fact]
    public void CountsThePositiveOnceWhetherItIsSampledOrNot()
    {
        // Cosines of anchor 0 with the view: 1, 0, −1.
        float[] main = [1, 0, 0, 0, 0, 0];
        float[] view = [1, 0, 0, 1, -1, 0];
        var expected = (float)Math.Log(1 + Math.Exp(-1 / 0.5));

        Loss(new(3, [0], [1]), main, view, 2, 0.5f).ShouldBe(expected, 1e-6f);
        Loss(new(3, [0], [0, 1]), main, view, 2, 0.5f).ShouldBe(expected, 1e-6f);
        Loss(new(3, [0], []), main, view, 2, 0.5f).ShouldBe(0, 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void HasTheGradientsOfFiniteDifferencesInEveryVectorWidth(int dim, bool sampled)
    {
        var batch = new ContrastiveBatch(Rows, Anchors, sampled ? Sample : null);
        var embeddings = Matrices.Normal(2 * Rows * dim, seed: dim);
        var at = Matrices.ToDouble(embeddings);
        var loss = Loss(batch, at, dim, Temperature);

        // Every partial derivative has a part in the one along a direction; some are looked at alone besides.
        var direction = Matrices.ToDouble(Matrices.Normal(at.Length, seed: 3));
        var along = Along(direction);
        var single = new Random(5).GetItems(Enumerable.Range(0, at.Length).ToArray(), 20)
            .Select(k => (Index: k, Slope: Along([.. at.Select((_, i) => i == k ? 1.0 : 0)]))).ToArray();

        Run<Simd512, Vector512<float>>();
        Run<Simd256, Vector256<float>>();
        Run<Scalar, float>();

        double Along(double[] step) =>
            Matrices.Gradient(t => Loss(batch, [.. at.Zip(step, (x, s) => x + (s * t[0]))], dim, Temperature), [0])[0];

        void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            var kernel = new InfoNce(batch, dim, Temperature);
            var main = embeddings.AsSpan(0, Rows * dim);
            var view = embeddings.AsSpan(Rows * dim);
            var gradient = Enumerable.Repeat(float.NaN, at.Length).ToArray();
            ((double)kernel.Run<TSimd, TVector>(main, view, gradient.AsSpan(0, Rows * dim), gradient.AsSpan(Rows * dim))).ShouldBe(loss, 1e-5);
            gradient.Zip(direction, (g, x) => g * x).Sum().ShouldBe(along, 5e-5 * Math.Max(1, Math.Abs(along)));
            foreach (var (index, slope) in single)
                ((double)gradient[index]).ShouldBe(slope, 1e-6 + (1e-4 * Math.Abs(slope)), $"at {index}");
        }
    }

    [Fact]
    public void DoesNotDependOnTheNumberOfThreads()
    {
        const int rows = 3000;
        const int dim = 20;
        var main = Matrices.Normal(rows * dim, seed: 1);
        var view = Matrices.Normal(rows * dim, seed: 2);
        var batch = new ContrastiveBatch(rows, [.. Enumerable.Range(0, 300).Select(i => i * 10)]);

        var one = Run(threads: 1);
        var four = Run(threads: 4);

        four.Loss.ShouldBe(one.Loss);
        four.GradMain.ShouldBe(one.GradMain);
        four.GradView.ShouldBe(one.GradView);

        (float Loss, float[] GradMain, float[] GradView) Run(int threads)
        {
            var kernel = new InfoNce(batch, dim, 0.5f, threads);
            var (gradMain, gradView) = (new float[rows * dim], new float[rows * dim]);
            return (kernel.Run(main, view, gradMain, gradView), gradMain, gradView);
        }
    }

    [Fact]
    public void StaysFiniteAtTheLeastTemperatureForOppositeViews()
    {
        // Every cosine is −1: all terms are exp(−2 / τ), and cancel to log 2.
        float[] main = [1, 0, 2, 0];
        float[] view = [-1, 0, -3, 0];

        Loss(new(2, [0, 1]), main, view, 2, InfoNce.MinTemperature).ShouldBe((float)Math.Log(2), 1e-4f);
        Should.Throw<ArgumentOutOfRangeException>(() => new InfoNce(new(2, [0]), 2, 0.02f));
    }

    [Fact]
    public void RefusesABatchOrMemoryThatDoesNotFit()
    {
        Should.Throw<ArgumentException>(() => new ContrastiveBatch(3, []));
        Should.Throw<ArgumentException>(() => new ContrastiveBatch(3, [3])).Message.ShouldContain("Row 3");
        Should.Throw<ArgumentException>(() => new ContrastiveBatch(3, [0], [-1])).Message.ShouldContain("Row -1");
        Should.Throw<ArgumentException>(() => new ContrastiveBatch(3, [0], [1, 2, 1])).Message.ShouldContain("Candidate 1");
        var batch = new ContrastiveBatch(3, [0]);
        Should.Throw<ArgumentException>(() => Loss(batch, new float[5], new float[6], 2, 1)).Message.ShouldContain("[3, 2] needs 6");
        Should.Throw<ArgumentException>(() => Loss(batch, new float[6], new float[7], 2, 1)).Message.ShouldContain("[3, 2] needs 6");
    }

    private static float Loss(ContrastiveBatch batch, float[] main, float[] view, int dim, float temperature) =>
        new InfoNce(batch, dim, temperature).Run(main, view, new float[main.Length], new float[view.Length]);

    /// <summary>The loss by plain loops; <paramref name="x"/> holds the main view and then the contrastive one.</summary>
    private static double Loss(ContrastiveBatch batch, double[] x, int dim, double temperature)
    {
        var candidates = batch.Candidates ?? [.. Enumerable.Range(0, Rows)];
        return batch.Anchors.Average(anchor =>
            Math.Log(candidates.Union([anchor]).Sum(c => Math.Exp(Cosine(anchor, c) / temperature))) - (Cosine(anchor, anchor) / temperature));

        double Cosine(int anchor, int candidate)
        {
            var (dot, a, b) = (0.0, 0.0, 0.0);
            for (var k = 0; k < dim; k++)
            {
                var (u, v) = (x[(anchor * dim) + k], x[((Rows + candidate) * dim) + k]);
                (dot, a, b) = (dot + (u * v), a + (u * u), b + (v * v));
            }

            return dot / Math.Sqrt(a * b);
        }
    }
}
