using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Operators;
using KDiffE.Training.Optimisers;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// One step of Adam on the denoiser over a batch's columns. Noise, loss and the output layer reach those columns only,
/// each with its weight: sums over all columns are thereby estimated without bias and the noise that reaches the hidden
/// layer keeps its covariance (design). Only the columns' rows of W₁ and W₂ are read, differentiated and changed.
/// </summary>
/// <param name="denoiser">The denoiser whose parameters the step changes.</param>
/// <param name="schedule">How much noise each step adds.</param>
/// <param name="guideWeight">Weight of the guide loss.</param>
/// <param name="precision">That of the large products.</param>
/// <param name="operators">Those of the device.</param>
internal sealed class DiffusionStep(Denoiser denoiser, NoiseSchedule schedule, float guideWeight, Precision precision, IOperators operators) : IResumable, IDisposable
{
    private const double LearningRate = 1e-3;
    private const double DropoutRate = 0.5;
    private const double LeastMass = 1e-12;

    private readonly Adam _context = new([denoiser.Context], LearningRate, operators);
    private readonly RowAdam _input = new(denoiser.InputTable, LearningRate, operators);
    private readonly RowAdam _output = new(denoiser.OutputTable, LearningRate, operators);

    /// <summary>Draws noise for the batch, computes the loss and changes the parameters against its gradient.</summary>
    /// <returns>The loss before the step.</returns>
    internal double Run(DiffusionBatch batch)
    {
        var input = batch.RowsOf(denoiser.InputTable.detach()).requires_grad_();
        var output = batch.RowsOf(denoiser.OutputTable.detach()).requires_grad_();
        denoiser.zero_grad();
        var loss = Loss(batch, input, output, functional.dropout(Noisy(batch), DropoutRate, training: true));
        loss.backward();
        _context.Step();
        _input.Step(batch.Columns.Columns, input.grad!);
        _output.Step(batch.Columns.Columns, output.grad!);
        return loss.ToDouble();
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        _context.Save(to.Part("context"));
        _input.Save(to.Part("input"));
        _output.Save(to.Part("output"));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        _context.Restore(from.Part("context"));
        _input.Restore(from.Part("input"));
        _output.Restore(from.Part("output"));
    }

    public void Dispose()
    {
        _context.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    /// <summary>Draws x_t, <c>[batch, S]</c>; a column that stands for many carries the noise of all.</summary>
    internal Tensor Noisy(DiffusionBatch batch)
    {
        var start = batch.Start();
        return schedule.QSample(start, randn_like(start).mul_(batch.Weights.sqrt()), batch.Steps);
    }

    /// <summary>
    /// The mean over rows of the squared error of x̂_0 per column, weighted by the step's signal-to-noise ratio, plus
    /// GuideWeight · ‖norm(x̂_0)·Z_ε − z̃‖² where there is a guide. The norm (design) is x̂_0² / Σ x̂_0²: weights that are
    /// positive and sum to one, so that norm(x̂_0)·Z_ε is a mean of embeddings as z̃ is, to which thousands of entries
    /// near zero add nothing.
    /// </summary>
    /// <param name="batch">Columns, steps and guides.</param>
    /// <param name="input">The columns' rows of W₁, <c>[S, H]</c>.</param>
    /// <param name="output">The columns' rows of W₂, <c>[S, H + 1]</c>.</param>
    /// <param name="state">x_t as the denoiser sees it, <c>[batch, S]</c>.</param>
    /// <returns>The loss as a scalar tensor, to be differentiated.</returns>
    internal Tensor Loss(DiffusionBatch batch, Tensor input, Tensor output, Tensor state)
    {
        var steps = tensor(batch.Steps, ScalarType.Int64, batch.Device);
        var hidden = denoiser.HiddenLayer(operators.Product(state, input, transposed: false, precision), steps, batch.Guides);
        var predicted = operators.Product(hidden, output, transposed: true, precision);
        var weights = batch.Weights.unsqueeze(1);
        var errors = predicted.Minus(batch.Start()).Squared().matmul(weights).squeeze(1).Times(1.0 / denoiser.Columns);
        var snrWeights = tensor(Array.ConvertAll(batch.Steps, t => (float)schedule.SnrWeights[t]), device: batch.Device);

        var squares = predicted.Squared();
        var mass = squares.matmul(weights).AtLeast(LeastMass);
        var means = squares.matmul(batch.RowsOf(batch.ColumnEmbeddings) * weights) / mass;
        var guided = batch.Guides.abs().sum(1).gt(Scalars.Zero).to_type(ScalarType.Float32);
        var distances = means.Minus(batch.Guides).Squared().sum(1) * guided;
        return (errors * snrWeights).Plus(distances.Times(guideWeight)).mean();
    }
}
