using KDiffE.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// The sampled mode (design): noise, loss and the output layer reach a row's own entries and negatives that the batch
/// shares, each of which stands for C / K columns. Sums over absent columns are thereby estimated without bias, the
/// noise that reaches the hidden layer keeps its covariance, and with K = C all is as in the dense mode. Only the
/// touched rows of W₁ and W₂ are read, differentiated and changed.
/// </summary>
internal sealed class SampledStep : IDiffusionStep
{
    private readonly Denoiser _denoiser;
    private readonly CsrPattern _states;
    private readonly NoiseSchedule _schedule;
    private readonly float _guideWeight;
    private readonly ColumnSampler _sampler;
    private readonly optim.Optimizer _context;
    private readonly RowAdam _input;
    private readonly RowAdam _output;

    /// <param name="denoiser">What is trained.</param>
    /// <param name="states">x_0 of all rows.</param>
    /// <param name="negatives">K.</param>
    /// <param name="schedule">The noise.</param>
    /// <param name="guideWeight">Weight of the guide loss.</param>
    /// <param name="random">Draws the negatives.</param>
    internal SampledStep(
        Denoiser denoiser, CsrPattern states, int negatives, NoiseSchedule schedule, float guideWeight, Random random)
    {
        (_denoiser, _states, _schedule, _guideWeight) = (denoiser, states, schedule, guideWeight);
        _sampler = new ColumnSampler(states, negatives, random);
        _context = optim.Adam([denoiser.Context], GuidedDiffusion.LearningRate);
        _input = new RowAdam(denoiser.InputTable, GuidedDiffusion.LearningRate);
        _output = new RowAdam(denoiser.OutputTable, GuidedDiffusion.LearningRate);
    }

    public double Run(DiffusionBatch batch)
    {
        var columns = _sampler.Draw(batch.Rows);
        var index = tensor(columns.Columns, device: batch.Device);
        var input = _denoiser.InputTable.index_select(0, index).detach().requires_grad_();
        var output = _denoiser.OutputTable.index_select(0, index).detach().requires_grad_();
        var (own, negative) = Noise(batch, columns);
        _denoiser.zero_grad();
        var loss = Loss(batch, columns, input, output, Drop(own), Drop(negative));
        loss.backward();
        _context.step();
        _input.Step(columns.Columns, input.grad!);
        _output.Step(columns.Columns, output.grad!);
        return loss.ToDouble();

        static Tensor Drop(Tensor state) => functional.dropout(state, GuidedDiffusion.DropoutRate, training: true);
    }

    public void Dispose()
    {
        _context.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    /// <summary>The loss, a scalar.</summary>
    /// <param name="batch">Rows, steps and guides.</param>
    /// <param name="columns">The S columns worked on, K of them negatives.</param>
    /// <param name="input">Their rows of W₁, <c>[S, H]</c>.</param>
    /// <param name="output">Their rows of W₂, <c>[S, H + 1]</c>.</param>
    /// <param name="ownState">x_t at the rows' entries, <c>[nnz]</c>.</param>
    /// <param name="negativeState">x_t at the negatives, <c>[batch, K]</c>; 0 where one is an entry of the row.</param>
    internal Tensor Loss(
        DiffusionBatch batch, SampledColumns columns, Tensor input, Tensor output, Tensor ownState, Tensor negativeState)
    {
        var gather = new WeightedGather(columns.Entries);
        var embeddings = batch.ColumnEmbeddings.index_select(0, tensor(columns.Columns, device: batch.Device));
        var projected = GraphFunctions.WeightedGather(ownState, input, gather) + negativeState.matmul(Drawn(input));
        var hidden = _denoiser.HiddenLayer(projected, batch.StepIndex, batch.Guides);

        var own = GraphFunctions.Dots(hidden, output, gather);
        var ownSquares = own.square();
        var absentSquares = hidden.matmul(Drawn(output).t()).square() * Absent(batch, columns) * _sampler.Share;
        var absentMass = absentSquares.sum(1);
        return DiffusionLoss.Combine(
            RowSums((own - 1).square()) + absentMass, _states.Cols, batch.PerRow(t => _schedule.SnrWeights[t]),
            RowSums(ownSquares) + absentMass,
            GraphFunctions.WeightedGather(ownSquares, embeddings, gather) + absentSquares.matmul(Drawn(embeddings)),
            batch.Guides, _guideWeight);

        Tensor Drawn(Tensor table) => table.narrow(0, 0, columns.Negatives);

        Tensor RowSums(Tensor entries) => zeros(batch.Rows.Length, device: batch.Device)
            .index_add(0, tensor(columns.Entries.RowIndices(), ScalarType.Int64, batch.Device), entries, 1);
    }

    /// <summary>Draws x_t at the rows' entries <c>[nnz]</c> and at the negatives <c>[batch, K]</c>.</summary>
    internal (Tensor Own, Tensor Negative) Noise(DiffusionBatch batch, SampledColumns columns)
    {
        var entries = columns.Entries.Indices.Length;
        var own = _schedule.QSample(
            ones(entries, device: batch.Device), randn(entries, device: batch.Device),
            Array.ConvertAll(columns.Entries.RowIndices(), row => batch.Steps[row]));
        var noise = randn(batch.Rows.Length, columns.Negatives, device: batch.Device) * Math.Sqrt(_sampler.Share);
        return (own, _schedule.QSample(zeros_like(noise), noise, batch.Steps) * Absent(batch, columns));
    }

    private static Tensor Absent(DiffusionBatch batch, SampledColumns columns) =>
        tensor(columns.Absent, [batch.Rows.Length, columns.Negatives], device: batch.Device);
}
