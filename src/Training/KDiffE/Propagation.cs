using KDiffE.Training.Kernels;
using KDiffE.Training.Settings;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// Layers 0..L of Z ← L̄·Z combined into one embedding (Eq. 6), as Horner steps y ← x + A·y: nothing is stored,
/// and because A is symmetric the backward pass is the same operator applied to the gradient.
/// </summary>
internal sealed class Propagation(CsrMatrix op, int layers, LayerCombination combination)
{
    internal CsrMatrix Operator { get; } = op;

    /// <summary>Combined embeddings <c>[users + items, d]</c> of layer-0 embeddings of that shape.</summary>
    internal Tensor Apply(Tensor embeddings) => PropagationFunction.apply(embeddings, this);

    /// <summary>The operator without its gradient; the caller owns the result.</summary>
    internal Tensor Run(Tensor x)
    {
        using var source = x.contiguous();
        var d = (int)source.shape[1];
        var y = source.clone();
        for (var layer = 0; layer < layers; layer++)
        {
            var next = source.clone();
            SpMM.Multiply(Operator, TensorMemory.Floats(y), d, TensorMemory.Floats(next), accumulate: true);
            y.Dispose();
            y = next;
        }

        return combination == LayerCombination.Mean ? y.mul_(1f / (layers + 1)) : y;
    }

    private sealed class PropagationFunction : SingleTensorFunction<PropagationFunction>
    {
        public override string Name => nameof(Propagation);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var propagation = (Propagation)vars[1];
            ctx.save_data(nameof(Propagation), propagation);
            return propagation.Run((Tensor)vars[0]);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [((Propagation)ctx.get_data(nameof(Propagation))).Run(grad_output), null!];
    }
}
