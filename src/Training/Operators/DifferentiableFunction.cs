using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Operators;

/// <summary>
/// A function of tensors that brings its own gradient. An instance is one application; what backward needs of tensors is
/// kept by the graph and freed with it.
/// </summary>
internal abstract class DifferentiableFunction
{
    private bool[] _wanted = [];

    /// <summary>Applies the function, and records it where an input needs a gradient.</summary>
    /// <param name="inputs">Its arguments.</param>
    internal Tensor Apply(params Tensor[] inputs)
    {
        _wanted = Array.ConvertAll(inputs, input => input.requires_grad);
        // Ends what TorchSharp keeps of an application besides the graph itself: a tensor of the result's size.
        using var scope = NewDisposeScope();
        var value = is_grad_enabled() && _wanted.Contains(true) ? Recorded.apply([.. inputs, this]) : Forward(Dense(inputs));
        return value.MoveToOuterDisposeScope();
    }

    /// <summary>The value.</summary>
    /// <param name="inputs">Dense, in the order given.</param>
    protected abstract Tensor Forward(Tensor[] inputs);

    /// <summary>What <see cref="Backward"/> will need; the inputs unless overridden.</summary>
    /// <param name="inputs">As they were given.</param>
    /// <param name="value">What <see cref="Forward"/> returned.</param>
    protected virtual IEnumerable<Tensor> Keep(Tensor[] inputs, Tensor value) => inputs;

    /// <summary>The gradient of each input; null for one that none is wanted of.</summary>
    /// <param name="kept">What <see cref="Keep"/> named, dense.</param>
    /// <param name="gradient">That of the value, dense.</param>
    protected abstract Tensor?[] Backward(Tensor[] kept, Tensor gradient);

    /// <summary>Whether the gradient of an input is wanted.</summary>
    protected bool Wants(int input) => _wanted[input];

    private static Tensor[] Dense(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.contiguous());

    /// <summary>What TorchSharp calls: its arguments are the inputs, then the function.</summary>
    private sealed class Recorded : SingleTensorFunction<Recorded>
    {
        public override string Name => nameof(DifferentiableFunction);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (inputs, function) = (Array.ConvertAll(vars[..^1], input => (Tensor)input), (DifferentiableFunction)vars[^1]);
            var value = function.Forward(Dense(inputs));
            ctx.save_data(Name, function);
            ctx.save_for_backward([.. function.Keep(inputs, value)]);
            // A function with one value is not asked for gradients without having one.
            ctx.set_materialize_grads(false);
            return value;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var kept = Dense([.. ctx.get_saved_variables()]);
            var gradients = ((DifferentiableFunction)ctx.get_data(Name)).Backward(kept, grad_output.contiguous());
            return [.. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!), null!];
        }
    }
}
