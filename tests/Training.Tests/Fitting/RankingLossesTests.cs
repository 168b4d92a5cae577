using KDiffE.Training.Fitting;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Fitting;

public sealed class RankingLossesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void BprIsTheMeanLogSigmoidOfTheScoreDifference()
    {
        // Two users and then two items for each, the better one first.
        var embeddings = tensor([1f, 0, 0, 1, /**/ 2, 0, 1, 5, /**/ 0, 1, 0, 4], 6, 2);

        // Differences: 2 − 1 and 1 − 4.
        var expected = (Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(3))) / 2;

        DeviceOperators.Cpu.BprLoss(embeddings, [0, 1], [2, 4], [3, 5]).ToSingle().ShouldBe((float)expected, 1e-5f);
    }

    [Fact]
    public void BprStaysFiniteHoweverFarTheScoresAre()
    {
        var embeddings = tensor([100f, 100, -100], 3, 1).requires_grad_();

        var loss = DeviceOperators.Cpu.BprLoss(embeddings, [0, 0], [1, 2], [2, 1]);
        loss.backward();

        loss.ToSingle().ShouldBe(10_000, 1);
        TensorMemory.ToArray(embeddings.grad!).ShouldBe([100, 50, -50], 1e-3f);
    }

    [Fact]
    public void SoftmaxComparesCosinesAndLeavesExcludedNegativesOut()
    {
        // Rows: two users, their items, three negatives, of which the last is none of user 0 and was drawn twice.
        var embeddings = tensor([3f, 0, 0, 2, /**/ 5, 0, 1, 1, /**/ 0, 7, -1, 0, 1, 0], 7, 2);
        var batch = ContrastiveBatch.Ranking(7, [0, 1], [2, 3], [4, 5, 6], [1, 1, 2], CsrPattern.FromPairs(3, 2, [2], [0]));

        // Row 0: positive cos 1; negatives 0, −1. Row 1: positive cos 1/√2; negatives 1, 0, 0, 0.
        const double Tau = 0.5;
        var row0 = Math.Log(Math.Exp(1 / Tau) + Math.Exp(0) + Math.Exp(-1 / Tau)) - 1 / Tau;
        var cosine = 1 / Math.Sqrt(2);
        var row1 = Math.Log(Math.Exp(cosine / Tau) + Math.Exp(1 / Tau) + 3) - cosine / Tau;

        DeviceOperators.Cpu.SoftmaxLoss(embeddings, batch, (float)Tau).ToSingle().ShouldBe((float)((row0 + row1) / 2), 1e-5f);
    }

    /// <summary>Users and items that occur several times, and a batch of more than a block of anchors.</summary>
    [Theory]
    [InlineData(3, 4)]
    [InlineData(300, 20)]
    public void TheKernelsAndTheComposedOperationsAreOneFunction(int size, int dim)
    {
        const int users = 30, items = 40;
        var random = new Random(size);
        manual_seed(size);
        var embeddings = randn(users + items, dim);
        int[] chosen = [.. Enumerable.Range(0, size).Select(_ => random.Next(users))];
        int[] positives = [.. chosen.Select(_ => users + random.Next(items))];
        int[] negatives = [.. chosen.Select(_ => users + random.Next(items))];
        var seen = Matrices.Pattern(users, items, 200, seed: 2);
        var sampler = new NegativeSampler(CsrPattern.FromPairs(users, items, seen.RowIndices(), seen.Indices), random);
        var batch = sampler.Contrast(chosen, Array.ConvertAll(positives, row => row - users), sampler.Shared(50));

        Same(table => DeviceOperators.Cpu.BprLoss(table, chosen, positives, negatives), table => new ComposedOperators(CPU).BprLoss(table, chosen, positives, negatives));
        Same(table => DeviceOperators.Cpu.SoftmaxLoss(table, batch, 0.2f), table => new ComposedOperators(CPU).SoftmaxLoss(table, batch, 0.2f));

        void Same(Func<Tensor, Tensor> kernel, Func<Tensor, Tensor> composed)
        {
            var (loss, gradient) = Run(kernel);
            var (expected, expectedGradient) = Run(composed);
            loss.ShouldBe(expected, 1e-5f);
            gradient.ShouldBeNear(Matrices.ToDouble(expectedGradient), 1e-5);
        }

        (float, float[]) Run(Func<Tensor, Tensor> loss)
        {
            var table = embeddings.detach().requires_grad_();
            var value = loss(table);
            (value * 3).backward();
            return (value.ToSingle(), TensorMemory.ToArray(table.grad!));
        }
    }
}
