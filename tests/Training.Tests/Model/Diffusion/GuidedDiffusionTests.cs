using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Diffusion;

[Collection(SeededTorch.Name)]
public sealed class GuidedDiffusionTests : IDisposable
{
    private const int Dim = 4;
    private static readonly CsrPattern States = CsrPattern.FromPairs(5, 6, [0, 1, 1, 2, 4, 4, 4, 4, 4, 4], [4, 0, 2, 1, 0, 1, 2, 3, 4, 5]);

    // Rows of four groups, each group with five columns of its own; a batch of the sampled mode misses half of the columns.
    private static readonly CsrPattern Grouped = CsrPattern.FromPairs(
        80, 1100, [.. Enumerable.Range(0, 400).Select(k => k / 5)], [.. Enumerable.Range(0, 400).Select(k => (k / 5 % 4 * 5 + k % 5) * 50)]);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(DiffusionMode.Dense)]
    [InlineData(DiffusionMode.Sampled)]
    public void TrainingLowersTheLoss(DiffusionMode mode)
    {
        using var diffusion = Create(new() { Mode = mode, Hidden = 32 }, Grouped);
        var (guides, embeddings) = Embeddings(Grouped);
        var losses = Enumerable.Range(0, 100).Select(_ => Train(diffusion, guides, embeddings)).ToArray();

        losses.ShouldAllBe(loss => double.IsFinite(loss));
        losses[^10..].Average().ShouldBeLessThan(losses[..10].Average() / 2);
    }

    [Theory]
    [InlineData(DiffusionMode.Dense)]
    [InlineData(DiffusionMode.Sampled)]
    public void TheSameSeedGivesTheSameScores(DiffusionMode mode)
    {
        Scores().ShouldBe(Scores());

        float[] Scores()
        {
            using var diffusion = Create(new() { Mode = mode, Hidden = 8, NoiseSteps = 2 }, Grouped);
            var (guides, embeddings) = Embeddings(Grouped);
            for (var pass = 0; pass < 3; pass++)
                Train(diffusion, guides, embeddings);
            return diffusion.Score(guides, Grouped, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void TheLengthOfEmbeddingsDoesNotMatter()
    {
        var (guides, embeddings) = Embeddings(States);
        using var diffusion = Create(new() { Hidden = 8 });
        var loss = Train(diffusion, guides, embeddings);
        using var same = Create(new() { Hidden = 8 });

        Train(same, guides * 100, embeddings * 0.01).ShouldBe(loss, 1e-4 * loss);
    }

    [Fact]
    public void ScoresEntriesAndFindsTheBestColumnsByThePlainReverseProcess()
    {
        using var diffusion = Create(new() { Hidden = 8 });
        var (guides, embeddings) = Embeddings(States);
        for (var pass = 0; pass < 20; pass++)
            Train(diffusion, guides, embeddings);
        var tables = diffusion.named_parameters().Select(p => p.parameter).ToArray();
        var plain = new PlainDenoiser(tables[0], tables[1], tables[2]);
        var scaled = Matrices.ToDouble(TensorMemory.ToArray(guides / guides.square().mean().sqrt()));
        var expected = Enumerable.Range(0, 5).Select(row => plain.Reverse(
            [.. Enumerable.Range(0, 6).Select(c => States.Row(row).Contains(c) ? 1.0 : 0)],
            scaled[(row * Dim)..((row + 1) * Dim)], new NoiseSchedule(10))).ToArray();

        var scores = diffusion.Score(guides, States, TestContext.Current.CancellationToken);
        var best = diffusion.TopColumns(guides, 2, TestContext.Current.CancellationToken);

        scores.ShouldBeNear([.. States.RowIndices().Zip(States.Indices, (row, column) => expected[row][column])], 1e-5);
        for (var row = 0; row < 5; row++)
        {
            int[] two = States.Row(row).Length == 0 ? [] : [.. Enumerable.Range(0, 6).OrderByDescending(c => expected[row][c]).Take(2).Order()];
            best.Row(row).ToArray().ShouldBe(two);
        }
    }

    [Fact]
    public void AutoIsDenseForSmallStatesAndSampledForLargeOnes()
    {
        using var small = Create(new());
        using var large = new GuidedDiffusion(
            CsrPattern.FromPairs(3000, 4000, Enumerable.Range(0, 3000).ToArray(), new int[3000]), Dim, new() { Hidden = 100 }, new Random(1), DeviceOperators.Cpu);

        small.IsDense.ShouldBeTrue();
        large.IsDense.ShouldBeFalse();
    }

    [Theory]
    [InlineData(DiffusionMode.Dense)]
    [InlineData(DiffusionMode.Sampled)]
    public void NothingBecomesNaNWithoutGuidesOrEntriesOrWithASingleOne(DiffusionMode mode)
    {
        CsrPattern[] all =
        [
            States, CsrPattern.FromPairs(3, 4, [], []), CsrPattern.FromPairs(0, 0, [], []), CsrPattern.FromPairs(1, 1, [0], [0]),
        ];
        foreach (var states in all)
        {
            using var diffusion = new GuidedDiffusion(states, Dim, new() { Mode = mode, Hidden = 8, NoiseSteps = 3 }, new Random(1), DeviceOperators.Cpu);
            var guides = zeros(states.Rows, Dim);
            for (var pass = 0; pass < 3; pass++)
                double.IsFinite(Train(diffusion, guides, zeros(states.Cols, Dim))).ShouldBeTrue();

            diffusion.Score(guides, states, TestContext.Current.CancellationToken).ShouldAllBe(score => float.IsFinite(score));
            diffusion.TopColumns(guides, 100, TestContext.Current.CancellationToken).Indices.Length
                .ShouldBe(states.Cols * Enumerable.Range(0, states.Rows).Count(row => states.Row(row).Length > 0));
        }
    }

    [Fact]
    public void CancellationStopsTrainingAndScoring()
    {
        using var diffusion = Create(new() { Hidden = 8 });
        var (guides, embeddings) = Embeddings(States);
        var before = TensorMemory.ToArray(diffusion.parameters().First());
        var cancelled = new CancellationToken(canceled: true);

        Should.Throw<OperationCanceledException>(() => diffusion.TrainPass(guides, embeddings, cancelled));
        Should.Throw<OperationCanceledException>(() => diffusion.Score(guides, States, cancelled));
        Should.Throw<OperationCanceledException>(() => diffusion.TopColumns(guides, 1, cancelled));

        TensorMemory.ToArray(diffusion.parameters().First()).ShouldBe(before);
    }

    [Fact]
    public void RefusesMoreNoiseStepsThanThereAre() =>
        Should.Throw<InvalidSettingException>(() => Create(new() { Steps = 5, NoiseSteps = 6 })).Message.ShouldContain("Diffusion:NoiseSteps");

    [Fact]
    public void RefusesGuidesOfAnotherShape()
    {
        using var diffusion = Create(new() { Hidden = 8 });

        Should.Throw<ArgumentException>(() => diffusion.TrainPass(zeros(4, Dim), zeros(6, Dim), TestContext.Current.CancellationToken));
        Should.Throw<ArgumentException>(() => diffusion.Score(zeros(5, Dim + 1), States, TestContext.Current.CancellationToken));
    }

    private static double Train(GuidedDiffusion diffusion, Tensor guides, Tensor embeddings) =>
        diffusion.TrainPass(guides, embeddings, TestContext.Current.CancellationToken);

    private static GuidedDiffusion Create(DiffusionSettings settings, CsrPattern? states = null)
    {
        manual_seed(1);
        return new GuidedDiffusion(states ?? States, Dim, settings, new Random(1), DeviceOperators.Cpu);
    }

    private static (Tensor Guides, Tensor Columns) Embeddings(CsrPattern states) =>
        (tensor(Matrices.Normal(states.Rows * Dim, seed: 8), [states.Rows, Dim]), tensor(Matrices.Normal(states.Cols * Dim, seed: 9), [states.Cols, Dim]));
}
