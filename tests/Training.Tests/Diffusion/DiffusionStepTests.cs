using KDiffE.Training.Kernels;
using KDiffE.Training.Model;
using KDiffE.Training.Tests.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Diffusion;

/// <summary>The loss of both modes, on four rows of six columns: one entry, three, one without a guide, all.</summary>
public sealed class DiffusionStepTests : IDisposable
{
    private const int Columns = 6;
    private const int Dim = 3;
    private const int Hidden = 5;

    // Large, so that the guide counts beside weights of up to 9,000 on the squared error.
    private const float GuideWeight = 700;

    private static readonly CsrPattern States = CsrPattern.FromPairs(
        4, Columns, [0, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3], [4, 0, 2, 5, 1, 0, 1, 2, 3, 4, 5]);

    private static readonly int[] Steps = [0, 3, 9, 1];
    private static readonly float[] Guides = [0.4f, -1, 0.3f, 2, 0.1f, -0.6f, 0, 0, 0, -0.2f, 0.5f, 0.9f];
    private static readonly float[] Embeddings = Matrices.Normal(Columns * Dim, seed: 3);
    private static readonly float[] Inputs = Matrices.Normal(4 * Columns, seed: 4);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly NoiseSchedule _schedule = new(10);
    private readonly Denoiser _denoiser;
    private readonly DiffusionBatch _batch;

    public DiffusionStepTests()
    {
        manual_seed(5);
        _denoiser = new Denoiser(Columns, Dim, Hidden, steps: 10, CPU);
        _batch = new DiffusionBatch([0, 1, 2, 3], Steps, tensor(Guides, [4, Dim]), tensor(Embeddings, [Columns, Dim]));
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void TheDenseLossIsThatOfTheFormulas()
    {
        using var dense = new DenseStep(_denoiser, States, _schedule, GuideWeight);
        var plain = new PlainDenoiser(_denoiser);
        var embeddings = Matrices.ToDouble(Embeddings).Chunk(Dim).ToArray();
        var expected = Enumerable.Range(0, 4).Average(row => plain.Loss(
            Start(row), Matrices.ToDouble(Inputs[(row * Columns)..((row + 1) * Columns)]), Steps[row],
            Matrices.ToDouble(Guides[(row * Dim)..((row + 1) * Dim)]), embeddings, _schedule.SnrWeights[Steps[row]], GuideWeight));

        var loss = dense.Loss(_batch, dense.Start(_batch), tensor(Inputs, [4, Columns]));

        loss.ToDouble().ShouldBe(expected, 1e-5 * expected);
    }

    [Fact]
    public void WithAllColumnsSampledTheLossAndItsGradientsAreTheDenseOnes()
    {
        using var dense = new DenseStep(_denoiser, States, _schedule, GuideWeight);
        using var sampled = new SampledStep(_denoiser, States, negatives: 100, _schedule, GuideWeight, new Random(1));
        var columns = new ColumnSampler(States, negatives: 100, new Random(2)).Draw(_batch.Rows);
        columns.Negatives.ShouldBe(Columns);
        var order = tensor(columns.Columns);
        var input = _denoiser.InputTable.index_select(0, order).detach().requires_grad_();
        var output = _denoiser.OutputTable.index_select(0, order).detach().requires_grad_();
        var own = tensor([.. columns.Entries.RowIndices().Zip(columns.Entries.Indices, (row, number) => Inputs[row * Columns + columns.Columns[number]])]);
        var absent = tensor([.. Enumerable.Range(0, 4 * Columns).Select(k => columns.Absent[k] * Inputs[k / Columns * Columns + columns.Columns[k % Columns]])], 4, Columns);

        var expected = dense.Loss(_batch, dense.Start(_batch), tensor(Inputs, [4, Columns]));
        expected.backward();
        var contextGradient = TensorMemory.ToArray(_denoiser.Context.grad!);
        _denoiser.Context.grad!.zero_();
        var loss = sampled.Loss(_batch, columns, input, output, own, absent);
        loss.backward();

        loss.ToSingle().ShouldBe(expected.ToSingle(), 1e-5f * expected.ToSingle());
        Near(_denoiser.Context.grad!, contextGradient);
        Near(input.grad!, TensorMemory.ToArray(_denoiser.InputTable.grad!.index_select(0, order)));
        Near(output.grad!, TensorMemory.ToArray(_denoiser.OutputTable.grad!.index_select(0, order)));

        static void Near(Tensor actual, float[] expected) =>
            TensorMemory.ToArray(actual).ShouldBe(expected, 1e-5f * expected.Max(MathF.Abs));
    }

    [Fact]
    public void OverAllDrawsTheSampledErrorAveragesToTheDenseOne()
    {
        using var dense = new DenseStep(_denoiser, States, _schedule, guideWeight: 0);
        using var sampled = new SampledStep(_denoiser, States, negatives: 2, _schedule, guideWeight: 0, new Random(1));
        var start = dense.Start(_batch);
        var expected = dense.Loss(_batch, start, start).ToDouble();

        var losses =
            from first in Enumerable.Range(0, Columns)
            from second in Enumerable.Range(first + 1, Columns - first - 1)
            select Loss(Drawn(first, second));

        losses.Average().ShouldBe(expected, 1e-5 * expected);

        double Loss(SampledColumns columns)
        {
            var order = tensor(columns.Columns);
            return sampled.Loss(
                _batch, columns, _denoiser.InputTable.index_select(0, order), _denoiser.OutputTable.index_select(0, order),
                ones(States.Indices.Length), zeros(4, 2)).ToDouble();
        }
    }

    [Fact]
    public void EachNegativeCarriesTheNoiseOfTheColumnsThatItStandsFor()
    {
        using var sampled = new SampledStep(_denoiser, States, negatives: 2, _schedule, GuideWeight, new Random(1));
        var columns = Drawn(3, 1);
        var (own, negative) = (new List<float>(), new List<float>());
        for (var draw = 0; draw < 2000; draw++)
        {
            var (ownState, negativeState) = sampled.Noise(_batch, columns);
            own.Add(TensorMemory.ToArray(ownState)[2]);
            negative.Add(TensorMemory.ToArray(negativeState)[2]);
            TensorMemory.ToArray(negativeState)[5].ShouldBe(0, "column 1 is an entry of row 2");
        }

        // Row 1 is at t = 3: its entries lie around √ᾱ, and its negatives, 2 of 6 columns, have three times the variance 1 − ᾱ.
        var variance = 1 - _schedule.AlphaBars[3];
        own.Average().ShouldBe((float)Math.Sqrt(1 - variance), 1e-2f);
        negative.Average().ShouldBe(0, 1e-2f);
        own.Average(x => Math.Pow(x - Math.Sqrt(1 - variance), 2)).ShouldBe(variance, 0.15 * variance);
        negative.Average(x => (double)x * x).ShouldBe(3 * variance, 0.15 * 3 * variance);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    public void AStepOfTheSampledModeLeavesUntouchedColumnsAlone(int negatives)
    {
        using var sampled = new SampledStep(_denoiser, States, negatives, _schedule, GuideWeight, new Random(1));
        var touched = new ColumnSampler(States, negatives, new Random(1)).Draw([0]).Columns;
        var before = TensorMemory.ToArray(_denoiser.OutputTable);

        sampled.Run(new DiffusionBatch([0], [1], _batch.Guides.narrow(0, 0, 1), _batch.ColumnEmbeddings));

        var after = TensorMemory.ToArray(_denoiser.OutputTable);
        for (var c = 0; c < Columns; c++)
        {
            var row = c * (Hidden + 1);
            before.AsSpan(row, Hidden + 1).SequenceEqual(after.AsSpan(row, Hidden + 1)).ShouldBe(!touched.Contains(c), $"column {c}");
        }
    }

    private static double[] Start(int row) => [.. Enumerable.Range(0, Columns).Select(c => States.Row(row).Contains(c) ? 1.0 : 0)];

    private static SampledColumns Drawn(int first, int second)
    {
        long[] columns = [first, second, .. Enumerable.Range(0, Columns).Where(c => c != first && c != second)];
        var numbers = States.Indices.Select(c => Array.IndexOf(columns, c)).ToArray();
        float[] absent = [.. Enumerable.Range(0, 8).Select(k => States.Row(k / 2).Contains((int)columns[k % 2]) ? 0f : 1)];
        return new SampledColumns(columns, 2, new CsrPattern(4, Columns, States.Offsets, numbers), absent);
    }
}
