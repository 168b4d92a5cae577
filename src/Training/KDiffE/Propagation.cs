using KDiffE.Training.Kernels;
using KDiffE.Training.Settings;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// Layers 0..L of Z ← L̄·Z combined into one embedding (Eq. 6), as Horner steps y ← x + A·y: nothing is stored,
/// and because A is symmetric the backward pass is the same operator applied to the gradient.
/// </summary>
internal sealed class Propagation(CsrMatrix op, int layers, LayerCombination combination) : IDisposable
{
    private Tensor? _composed;

    /// <summary>Combined embeddings <c>[users + items, d]</c> of layer-0 embeddings of that shape.</summary>
    internal Tensor Apply(Tensor embeddings) => PropagationFunction.apply(embeddings, this);

    /// <summary>Frees what lies on a device.</summary>
    public void Dispose() => _composed?.Dispose();

    /// <summary>The operator without its gradient; the caller owns the result.</summary>
    internal Tensor Run(Tensor x)
    {
        using var source = x.contiguous();
        var y = source.clone();
        for (var layer = 0; layer < layers; layer++)
        {
            var next = source.device_type == DeviceType.CPU ? KernelStep(source, y) : ComposedStep(source, y);
            y.Dispose();
            y = next;
        }

        return combination == LayerCombination.Mean ? y.mul_(1f / (layers + 1)) : y;
    }

    /// <summary>x + A·y through the kernel.</summary>
    internal Tensor KernelStep(Tensor x, Tensor y)
    {
        var next = x.clone();
        SpMM.Multiply(op, TensorMemory.Floats(y), (int)x.shape[1], TensorMemory.Floats(next), accumulate: true);
        return next;
    }

    /// <summary>x + A·y as tensor operations on the device of x.</summary>
    internal Tensor ComposedStep(Tensor x, Tensor y)
    {
        _composed ??= Sparse(x.device);
        return mm(_composed, y).add_(x);
    }

    private Tensor Sparse(Device device)
    {
        int[] coordinates = [.. op.Pattern.RowIndices(), .. op.Pattern.Indices];
        using var indices = tensor(coordinates, [2, op.Values.Length], ScalarType.Int64, device);
        using var values = tensor(op.Values, device: device);
        return sparse_coo_tensor(indices, values, [op.Rows, op.Cols], device: device).DetachFromDisposeScope();
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
