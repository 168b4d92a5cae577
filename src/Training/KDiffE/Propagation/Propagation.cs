using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// Layers 0..L of Z ← L̄·Z combined into one embedding (Eq. 6), as Horner steps y ← x + A·y: nothing is stored,
/// and because A is symmetric the backward pass is the same operator applied to the gradient.
/// </summary>
/// <param name="op">A of users and items, users first; its values change while edges are hidden.</param>
/// <param name="userCount">I.</param>
/// <param name="layers">L.</param>
/// <param name="combination">How layers 0..L become one.</param>
internal sealed class Propagation(CsrMatrix op, int userCount, int layers, LayerCombination combination) : IDisposable
{
    private readonly float[] _values = [.. op.Values];
    private Tensor? _indices;
    private Tensor? _composed;

    /// <summary>Combined embeddings <c>[users + items, d]</c> of layer-0 embeddings of that shape.</summary>
    internal Tensor Apply(Tensor embeddings) => PropagationFunction.apply(embeddings, this);

    /// <summary>
    /// Leaves edges out until the result is disposed, degrees as they were. A batch's own interactions are hidden while
    /// it is learnt: with them in the graph a user's embedding already holds the item it should predict, which no edge
    /// of the test part ever does (design).
    /// </summary>
    /// <param name="users">Users.</param>
    /// <param name="items">An item for each user.</param>
    /// <exception cref="ArgumentException">A pair is not an edge.</exception>
    internal IDisposable Without(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        var hidden = new int[2 * users.Length];
        for (var k = 0; k < users.Length; k++)
        {
            hidden[2 * k] = op.Pattern.PositionOf(users[k], userCount + items[k]);
            hidden[2 * k + 1] = op.Pattern.PositionOf(userCount + items[k], users[k]);
        }

        foreach (var position in hidden)
            op.Values[position] = 0;
        Invalidate();
        return new HiddenEdges(this, hidden);
    }

    /// <summary>The same over the edges of a modality graph besides (design); no edge must be hidden.</summary>
    /// <param name="kept">The items of each user, <c>[I, J]</c>.</param>
    internal Propagation With(CsrPattern kept) => new(PropagationOperator.With(op, kept), userCount, layers, combination);

    /// <summary>Frees what lies on a device.</summary>
    public void Dispose()
    {
        _indices?.Dispose();
        Invalidate();
    }

    /// <summary>The operator without its gradient; the caller owns the result.</summary>
    internal Tensor Run(Tensor x)
    {
        using var source = x.contiguous();
        var y = source.detach();
        for (var layer = 1; layer <= layers; layer++)
        {
            var scale = layer == layers && combination == LayerCombination.Mean ? 1f / (layers + 1) : 1;
            var next = source.device_type == DeviceType.CPU ? KernelStep(source, y, scale) : ComposedStep(source, y, scale);
            y.Dispose();
            y = next;
        }

        return y;
    }

    /// <summary>scale · (x + A·y) through the kernel.</summary>
    internal Tensor KernelStep(Tensor x, Tensor y, float scale)
    {
        var next = empty_like(x);
        SpMM.Multiply(op, TensorMemory.Floats(y), (int)x.shape[1], TensorMemory.Floats(next), plus: TensorMemory.Floats(x), scale);
        return next;
    }

    /// <summary>scale · (x + A·y) as tensor operations on the device of x.</summary>
    internal Tensor ComposedStep(Tensor x, Tensor y, float scale)
    {
        _composed ??= Sparse(x.device);
        return mm(_composed, y).add_(x).mul_(scale);
    }

    private Tensor Sparse(Device device)
    {
        _indices ??= tensor([.. op.Pattern.RowIndices(), .. op.Pattern.Indices], [2, op.Values.Length], ScalarType.Int64, device)
            .DetachFromDisposeScope();
        using var values = tensor(op.Values, device: device);
        return sparse_coo_tensor(_indices, values, [op.Rows, op.Cols], device: device).DetachFromDisposeScope();
    }

    private void Invalidate()
    {
        _composed?.Dispose();
        _composed = null;
    }

    private void Show(int[] positions)
    {
        foreach (var position in positions)
            op.Values[position] = _values[position];
        Invalidate();
    }

    private sealed class HiddenEdges(Propagation propagation, int[] positions) : IDisposable
    {
        public void Dispose() => propagation.Show(positions);
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
