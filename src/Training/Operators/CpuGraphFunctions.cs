using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <inheritdoc cref="IOperators.SegmentSoftmax"/>
internal sealed class SegmentSoftmaxFunction(SegmentSoftmax segments) : DifferentiableFunction
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor[] inputs)
    {
        var weights = empty_like(inputs[0]);
        segments.Forward(TensorMemory.Floats(inputs[0]), TensorMemory.Floats(weights));
        return weights;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor> Keep(Tensor[] inputs, Tensor value) => [value.detach()];

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient)
    {
        var logits = empty_like(gradient);
        segments.Backward(TensorMemory.Floats(kept[0]), TensorMemory.Floats(gradient), TensorMemory.Floats(logits));
        return [logits];
    }
}

/// <inheritdoc cref="IOperators.WeightedGather"/>
internal sealed class WeightedGatherFunction(WeightedGather neighbours) : DifferentiableFunction
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor[] inputs) => Along.Sum(neighbours, inputs[0], inputs[1]);

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient) =>
    [
        Wants(0) ? Along.Products(neighbours, gradient, kept[1]) : null,
        Wants(1) ? Along.Scatter(neighbours, kept[0], gradient) : null,
    ];
}

/// <inheritdoc cref="IOperators.Dots"/>
internal sealed class DotsFunction(WeightedGather neighbours) : DifferentiableFunction
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor[] inputs) => Along.Products(neighbours, inputs[0], inputs[1]);

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient) =>
    [
        Wants(0) ? Along.Sum(neighbours, gradient, kept[1]) : null,
        Wants(1) ? Along.Scatter(neighbours, gradient, kept[0]) : null,
    ];
}

/// <inheritdoc cref="IOperators.ResidualNorm"/>
internal sealed class ResidualNormFunction(ResidualNorm kernel) : DifferentiableFunction
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor[] inputs)
    {
        var value = empty_like(inputs[0]);
        kernel.Forward(TensorMemory.Floats(inputs[0]), TensorMemory.Floats(inputs[1]), TensorMemory.Floats(value));
        return value;
    }

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient)
    {
        var (ofHeads, ofNeighbours) = (empty_like(gradient), empty_like(gradient));
        kernel.Backward(
            TensorMemory.Floats(kept[0]), TensorMemory.Floats(kept[1]), TensorMemory.Floats(gradient),
            TensorMemory.Floats(ofHeads), TensorMemory.Floats(ofNeighbours));
        return [ofHeads, ofNeighbours];
    }
}

/// <summary>The three products along the edges of a graph; each is the gradient of another.</summary>
file static class Along
{
    /// <summary>Σ over each row's neighbours of weight × node, <c>[rows, d]</c>.</summary>
    internal static Tensor Sum(WeightedGather neighbours, Tensor weights, Tensor nodes)
    {
        var sums = empty(neighbours.Targets.Rows, nodes.shape[1]);
        neighbours.Forward(TensorMemory.Floats(weights), TensorMemory.Floats(nodes), (int)nodes.shape[1], TensorMemory.Floats(sums));
        return sums;
    }

    /// <summary>row · node for each neighbour, <c>[nnz]</c>.</summary>
    internal static Tensor Products(WeightedGather neighbours, Tensor rows, Tensor nodes)
    {
        var products = empty(neighbours.Targets.Indices.Length);
        neighbours.BackwardWeights(TensorMemory.Floats(rows), TensorMemory.Floats(nodes), (int)nodes.shape[1], TensorMemory.Floats(products));
        return products;
    }

    /// <summary>Σ over the rows that a node neighbours of weight × row, <c>[nodes, d]</c>.</summary>
    internal static Tensor Scatter(WeightedGather neighbours, Tensor weights, Tensor rows)
    {
        var sums = empty(neighbours.Targets.Cols, rows.shape[1]);
        neighbours.BackwardX(TensorMemory.Floats(weights), TensorMemory.Floats(rows), (int)rows.shape[1], TensorMemory.Floats(sums));
        return sums;
    }
}
