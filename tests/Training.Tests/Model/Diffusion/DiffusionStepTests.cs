using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Diffusion;

/// <summary>Four rows of nine columns: one entry, three, one without a guide, and most columns.</summary>
[Collection(SeededTorch.Name)]
public sealed class DiffusionStepTests : IDisposable
{
    private const int Columns = 9;
    private const int Dim = 3;
    private const int Hidden = 5;

    // Large, so that the guide counts beside weights of up to 9,000 on the squared error.
    private const float GuideWeight = 700;

    private static readonly CsrPattern States = CsrPattern.FromPairs(
        4, Columns, [0, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3], [4, 0, 2, 5, 1, 0, 1, 2, 3, 6, 8]);

    private static readonly int[] Steps = [0, 3, 9, 1];
    private static readonly float[] Guides = [0.4f, -1, 0.3f, 2, 0.1f, -0.6f, 0, 0, 0, -0.2f, 0.5f, 0.9f];
    private static readonly float[] Embeddings = Matrices.Normal(Columns * Dim, seed: 3);
    private static readonly float[] Inputs = Matrices.Normal(4 * Columns, seed: 4);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly NoiseSchedule _schedule = new(10);
    private readonly Denoiser _denoiser;

    public DiffusionStepTests()
    {
        manual_seed(5);
        _denoiser = new Denoiser(Columns, Dim, Hidden, steps: 10, DeviceOperators.Cpu);
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(2)]
    public void LossAndGradientsAreThoseOfTheFormulas(int negatives)
    {
        // The rows hold the columns 4, 0, 2, 5, 1; the other four are negatives, or two of them that stand for two each.
        using var step = new DiffusionStep(_denoiser, _schedule, GuideWeight, Precision.Auto, DeviceOperators.Cpu);
        int[] rows = [0, 1, 2];
        var batch = Batch(rows, negatives);
        var input = _denoiser.InputTable.index_select(0, batch.Index).detach().requires_grad_();
        var output = _denoiser.OutputTable.index_select(0, batch.Index).detach().requires_grad_();
        var plain = new PlainDenoiser(_denoiser);
        var (weights, states) = (new double[Columns], new double[4 * Columns]);
        for (var k = 0; k < batch.Columns.Columns.Length; k++)
        {
            var column = (int)batch.Columns.Columns[k];
            weights[column] = batch.Columns.Weights[k];
            foreach (var row in rows)
                states[row * Columns + column] = Inputs[row * Columns + column];
        }

        var loss = step.Loss(batch, input, output, tensor(Inputs, [4, Columns]).narrow(0, 0, 3).index_select(1, batch.Index));
        loss.backward();

        loss.ToDouble().ShouldBe(Plain(), 1e-5 * Plain());
        Near(_denoiser.Context.grad!, Slopes(plain.Context));
        Near(input.grad!, Taken(Slopes(plain.Input), Hidden));
        Near(output.grad!, Taken(Slopes(plain.Output), Hidden + 1));

        double Plain() => rows.Average(row => plain.Loss(
            [.. Enumerable.Range(0, Columns).Select(column => States.Row(row).Contains(column) ? 1.0 : 0)],
            states[(row * Columns)..((row + 1) * Columns)], weights, Steps[row],
            Matrices.ToDouble(Guides[(row * Dim)..((row + 1) * Dim)]), Matrices.ToDouble(Embeddings).Chunk(Dim).ToArray(),
            _schedule.SnrWeights[Steps[row]], GuideWeight));

        double[] Slopes(double[] table) => Matrices.Gradient(_ => Plain(), table);

        double[] Taken(double[] table, int width) =>
            [.. batch.Columns.Columns.SelectMany(column => table[((int)column * width)..(((int)column + 1) * width)])];

        static void Near(Tensor actual, double[] expected) =>
            Matrices.ToDouble(TensorMemory.ToArray(actual)).ShouldBe(expected, 1e-4 * expected.Max(Math.Abs));
    }

    [Fact]
    public void OverAllDrawsTheSampledErrorAveragesToTheWholeOne()
    {
        using var step = new DiffusionStep(_denoiser, _schedule, guideWeight: 0, Precision.Auto, DeviceOperators.Cpu);
        int[] rows = [0, 1, 2];
        var whole = Batch(rows, negatives: 100);
        var expected = Loss(step, whole, whole.Start());

        // The rows hold the columns 4, 0, 2, 5, 1; two of the other four are drawn, each for two.
        int[] others = [3, 6, 7, 8];
        var losses =
            from first in others
            from second in others.Where(other => other > first)
            let columns = whole.Columns with { AreAll = false, Columns = [4, 0, 2, 5, 1, first, second], Weights = [1, 1, 1, 1, 1, 2, 2], Entries = new CsrPattern(3, 7, [0, 1, 4, 5], [0, 1, 2, 3, 4]) }
            let batch = whole with { Columns = columns }
            select Loss(step, batch, batch.Start());

        losses.Average().ShouldBe(expected, 1e-5 * expected);
    }

    [Fact]
    public void AColumnStandsExactlyForOthersThatAreLikeIt()
    {
        using var step = new DiffusionStep(_denoiser, _schedule, GuideWeight, Precision.Auto, DeviceOperators.Cpu);
        int[] rows = [0, 1, 2];
        var whole = Batch(rows, negatives: 100);
        var others = tensor([3L, 6, 7, 8]);
        using (no_grad())
        {
            foreach (var table in new[] { _denoiser.InputTable, _denoiser.OutputTable, whole.ColumnEmbeddings })
                table.index_copy_(0, others, table.narrow(0, 3, 1).expand(4, table.shape[1]));
        }

        var one = whole with { Columns = new BatchColumns([4, 0, 2, 5, 1, 3], [1, 1, 1, 1, 1, 4], new CsrPattern(3, 6, [0, 1, 4, 5], [0, 1, 2, 3, 4])) };

        var expected = Loss(step, whole, whole.Start());
        Loss(step, one, one.Start()).ShouldBe(expected, 1e-5 * expected);
    }

    [Fact]
    public void AColumnCarriesTheNoiseOfThoseThatItStandsFor()
    {
        using var step = new DiffusionStep(_denoiser, _schedule, GuideWeight, Precision.Auto, DeviceOperators.Cpu);
        var batch = Batch([1], negatives: 2);
        var (own, negative) = (new List<double>(), new List<double>());
        for (var draw = 0; draw < 2000; draw++)
        {
            var state = TensorMemory.ToArray(step.Noisy(batch));
            own.Add(state[1]);
            negative.Add(state[4]);
        }

        // Row 1 is at t = 3: its entries lie around √ᾱ, and a negative, one of two for six columns, has three times the variance.
        var variance = 1 - _schedule.AlphaBars[3];
        own.Average().ShouldBe(Math.Sqrt(1 - variance), 1e-2);
        negative.Average().ShouldBe(0, 1e-2);
        own.Average(x => Math.Pow(x - Math.Sqrt(1 - variance), 2)).ShouldBe(variance, 0.15 * variance);
        negative.Average(x => x * x).ShouldBe(3 * variance, 0.15 * 3 * variance);
    }

    [Fact]
    public void AStepChangesTheTablesOfItsColumnsAlone()
    {
        using var step = new DiffusionStep(_denoiser, _schedule, GuideWeight, Precision.Auto, DeviceOperators.Cpu);
        var batch = Batch([1], negatives: 2);
        var (input, output) = (TensorMemory.ToArray(_denoiser.InputTable), TensorMemory.ToArray(_denoiser.OutputTable));

        // Dropout may hide an input once, but not each time.
        for (var pass = 0; pass < 10; pass++)
            step.Run(batch);

        for (var column = 0; column < Columns; column++)
        {
            var touched = batch.Columns.Columns.Contains(column);
            Changed(input, _denoiser.InputTable, column).ShouldBe(touched, $"column {column}");
            Changed(output, _denoiser.OutputTable, column).ShouldBe(touched, $"column {column}");
        }

        static bool Changed(float[] before, Tensor table, int column)
        {
            var width = (int)table.shape[1];
            return !before.AsSpan(column * width, width).SequenceEqual(TensorMemory.Floats(table).Slice(column * width, width));
        }
    }

    private static DiffusionBatch Batch(int[] rows, int negatives) => new(
        new ColumnSampler(States, negatives, new Random(1)).Draw(rows), [.. rows.Select(row => Steps[row])],
        tensor(Guides, [4, Dim]).index_select(0, tensor(rows, ScalarType.Int64)), tensor(Embeddings, [Columns, Dim]));

    private double Loss(DiffusionStep step, DiffusionBatch batch, Tensor state) => step.Loss(
        batch, _denoiser.InputTable.index_select(0, batch.Index), _denoiser.OutputTable.index_select(0, batch.Index), state).ToDouble();
}
