using KDiffE.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>The dense mode: whole rows <c>[batch, C]</c>, exact; a pass costs about 10·rows·C·H operations.</summary>
/// <param name="denoiser">What is trained.</param>
/// <param name="states">x_0 of all rows.</param>
/// <param name="schedule">The noise.</param>
/// <param name="guideWeight">Weight of the guide loss.</param>
internal sealed class DenseStep(Denoiser denoiser, CsrPattern states, NoiseSchedule schedule, float guideWeight) : IDiffusionStep
{
    private readonly optim.Optimizer _optimizer = optim.Adam(denoiser.parameters(), GuidedDiffusion.LearningRate);

    public double Run(DiffusionBatch batch)
    {
        var start = Start(batch);
        var state = schedule.QSample(start, randn_like(start), batch.Steps);
        denoiser.zero_grad();
        var loss = Loss(batch, start, functional.dropout(state, GuidedDiffusion.DropoutRate, training: true));
        loss.backward();
        _optimizer.step();
        return loss.ToDouble();
    }

    public void Dispose() => _optimizer.Dispose();

    /// <summary>x_0 of the batch, <c>[batch, C]</c>.</summary>
    internal Tensor Start(DiffusionBatch batch)
    {
        var ones = new List<int>();
        for (var r = 0; r < batch.Rows.Length; r++)
        {
            foreach (var column in states.Row(batch.Rows[r]))
                ones.Add(checked(r * states.Cols + column));
        }

        var index = tensor(ones, ScalarType.Int64, batch.Device);
        return zeros(batch.Rows.Length * (long)states.Cols, device: batch.Device)
            .index_add_(0, index, torch.ones(ones.Count, device: batch.Device), 1).reshape(batch.Rows.Length, states.Cols);
    }

    /// <summary>The loss, a scalar.</summary>
    /// <param name="batch">Rows, steps and guides.</param>
    /// <param name="start">x_0, <c>[batch, C]</c>.</param>
    /// <param name="input">x_t as the denoiser sees it, <c>[batch, C]</c>.</param>
    internal Tensor Loss(DiffusionBatch batch, Tensor start, Tensor input)
    {
        var hidden = denoiser.HiddenLayer(input.matmul(denoiser.InputTable), batch.StepIndex, batch.Guides);
        var predicted = hidden.matmul(denoiser.OutputTable.t());
        var squares = predicted.square();
        return DiffusionLoss.Combine(
            (predicted - start).square().sum(1), states.Cols, batch.PerRow(t => schedule.SnrWeights[t]),
            squares.sum(1), squares.matmul(batch.ColumnEmbeddings), batch.Guides, guideWeight);
    }
}
