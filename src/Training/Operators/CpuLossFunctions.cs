using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>
/// A loss whose kernel gives value and gradients together: they cost little beside the loss while its similarities are at
/// hand, so forward computes both.
/// </summary>
internal abstract class LossFunction : DifferentiableFunction
{
    private Tensor[] _gradients = [];

    /// <summary>Computes the loss.</summary>
    /// <param name="inputs">Embeddings, dense <c>[N, d]</c>.</param>
    /// <param name="gradients">Receive the gradient of each input.</param>
    protected abstract float Run(Tensor[] inputs, Tensor[] gradients);

    /// <inheritdoc/>
    protected sealed override Tensor Forward(Tensor[] inputs)
    {
        _gradients = Array.ConvertAll(inputs, input => empty_like(input));
        return tensor(Run(inputs, _gradients));
    }

    /// <inheritdoc/>
    protected sealed override IEnumerable<Tensor> Keep(Tensor[] inputs, Tensor value)
    {
        var gradients = _gradients;
        _gradients = [];
        return gradients;
    }

    /// <inheritdoc/>
    protected sealed override Tensor?[] Backward(Tensor[] kept, Tensor gradient) => Array.ConvertAll(kept, own => own.mul_(gradient));
}

/// <inheritdoc cref="IOperators.ContrastiveLoss"/>
internal sealed class ContrastiveLossFunction(IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision) : LossFunction
{
    /// <summary>The kernel of a batch: <see cref="Precision.Auto"/> takes bfloat16 where the processor multiplies it and τ allows it.</summary>
    internal static IInfoNce Kernel(ContrastiveBatch batch, int dim, float temperature, Precision precision) => precision switch
    {
        Precision.BFloat16 => new Bf16InfoNce(batch, dim, temperature),
        Precision.Auto when Bf16.IsAccelerated && temperature >= Bf16InfoNce.MinTemperature => new Bf16InfoNce(batch, dim, temperature),
        _ => new InfoNce(batch, dim, temperature),
    };

    /// <inheritdoc/>
    protected override float Run(Tensor[] inputs, Tensor[] gradients)
    {
        var (loss, first, dim) = (0f, 0, (int)inputs[0].shape[1]);
        foreach (var batch in batches)
        {
            var (start, length) = (first * dim, batch.Rows * dim);
            loss += Kernel(batch, dim, temperature, precision).Run(Rows(inputs[0]), Rows(inputs[1]), Rows(gradients[0]), Rows(gradients[1]));
            first += batch.Rows;

            Span<float> Rows(Tensor table) => TensorMemory.Floats(table).Slice(start, length);
        }

        return loss;
    }
}

/// <inheritdoc cref="IOperators.BprLoss"/>
internal sealed class BprLossFunction(int[] users, int[] positives, int[] negatives) : LossFunction
{
    /// <inheritdoc/>
    protected override float Run(Tensor[] inputs, Tensor[] gradients) => BprLoss.Run(
        TensorMemory.Floats(inputs[0]), (int)inputs[0].shape[1], users, positives, negatives, TensorMemory.Floats(gradients[0]));
}

/// <inheritdoc cref="IOperators.SoftmaxLoss"/>
internal sealed class SoftmaxLossFunction(ContrastiveBatch batch, float temperature) : LossFunction
{
    /// <inheritdoc/>
    protected override float Run(Tensor[] inputs, Tensor[] gradients)
    {
        var table = TensorMemory.Floats(inputs[0]);
        var gradient = TensorMemory.Floats(gradients[0]);
        return new InfoNce(batch, (int)inputs[0].shape[1], temperature).Run(table, table, gradient, gradient);
    }
}
