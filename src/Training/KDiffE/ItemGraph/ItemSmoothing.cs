using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>Z_v + w·G·Z_v with the frozen item graph G, on top of the propagated items (design).</summary>
/// <param name="graph">G, <c>[J, J]</c>.</param>
/// <param name="weight">w.</param>
internal sealed class ItemSmoothing(CsrMatrix graph, float weight)
{
    private readonly WeightedGather _gather = new(graph.Pattern);
    private readonly float[] _weights = [.. graph.Values.Select(value => value * weight)];

    /// <summary>Smoothed items, <c>[J, d]</c> to <c>[J, d]</c>.</summary>
    internal Tensor Apply(Tensor items) =>
        items.device_type == DeviceType.CPU ? SmoothingFunction.apply(items, this) : Composed(items);

    /// <summary>The same, composed of tensor operations for devices that the kernel does not reach.</summary>
    internal Tensor Composed(Tensor items) =>
        items + ComposedGraphFunctions.WeightedGather(tensor(_weights, device: items.device), items, graph.Pattern);

    private Tensor Run(Tensor items, bool transposed)
    {
        using var source = items.contiguous();
        var d = (int)source.shape[1];
        var smoothed = empty_like(source);
        var from = TensorMemory.Floats(source);
        var to = TensorMemory.Floats(smoothed);
        if (transposed)
            _gather.BackwardX(_weights, from, d, to, plus: from);
        else
            _gather.Forward(_weights, from, d, to, plus: from);
        return smoothed;
    }

    private sealed class SmoothingFunction : SingleTensorFunction<SmoothingFunction>
    {
        public override string Name => nameof(ItemSmoothing);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Name, vars[1]);
            return ((ItemSmoothing)vars[1]).Run((Tensor)vars[0], transposed: false);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [((ItemSmoothing)ctx.get_data(Name)).Run(grad_output, transposed: true), null!];
    }
}
