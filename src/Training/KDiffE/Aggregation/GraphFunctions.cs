using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// What is computed along the edges of a graph, as differentiable functions of tensors: kernels on the CPU, composed
/// operations on any other device.
/// </summary>
internal static class GraphFunctions
{
    private const string Graph = "graph";
    private const string Wanted = "wanted";

    /// <summary>Softmax over each head's triples, <c>[triples]</c> to <c>[triples]</c>.</summary>
    internal static Tensor SegmentSoftmax(Tensor logits, KnowledgeGraph graph) =>
        OnCpu(logits) ? SegmentSoftmaxFunction.apply(logits, graph) : ComposedGraphFunctions.SegmentSoftmax(logits, graph);

    /// <summary>Σ over each row's neighbours of weight × node: <c>[nnz]</c> and <c>[nodes, d]</c> to <c>[rows, d]</c>.</summary>
    internal static Tensor WeightedGather(Tensor weights, Tensor nodes, WeightedGather gather) =>
        OnCpu(weights) ? WeightedGatherFunction.apply(weights, nodes, gather) : ComposedGraphFunctions.WeightedGather(weights, nodes, gather.Targets);

    /// <summary>row · node for each row's neighbours: <c>[rows, d]</c> and <c>[nodes, d]</c> to <c>[nnz]</c>.</summary>
    internal static Tensor Dots(Tensor rows, Tensor nodes, WeightedGather gather) =>
        OnCpu(rows) ? DotsFunction.apply(rows, nodes, gather) : ComposedGraphFunctions.Dots(rows, nodes, gather.Targets);

    /// <summary>λ·heads + normalise(heads + dropout(neighbours)), all <c>[heads, d]</c>.</summary>
    /// <param name="heads">h.</param>
    /// <param name="neighbours">g.</param>
    /// <param name="residual">λ.</param>
    /// <param name="dropout">Share of g that is dropped; 0 for none.</param>
    /// <param name="seed">Of the dropout.</param>
    internal static Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout, int seed) => OnCpu(heads)
        ? ResidualNormFunction.apply(heads, neighbours, new ResidualNorm((int)heads.shape[0], (int)heads.shape[1], residual, dropout, seed))
        : ComposedGraphFunctions.ResidualNorm(heads, neighbours, residual, dropout);

    private static bool OnCpu(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    private sealed class SegmentSoftmaxFunction : SingleTensorFunction<SegmentSoftmaxFunction>
    {
        public override string Name => nameof(SegmentSoftmax);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var graph = (KnowledgeGraph)vars[1];
            using var logits = ((Tensor)vars[0]).contiguous();
            var weights = empty(graph.Count);
            graph.Softmax.Forward(TensorMemory.Floats(logits), TensorMemory.Floats(weights));
            ctx.save_data(Graph, graph);
            ctx.save_for_backward([weights.detach()]);
            return weights;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var graph = (KnowledgeGraph)ctx.get_data(Graph);
            using var gradient = grad_output.contiguous();
            using var weights = ctx.get_saved_variables()[0];
            var logits = empty(graph.Count);
            graph.Softmax.Backward(TensorMemory.Floats(weights), TensorMemory.Floats(gradient), TensorMemory.Floats(logits));
            return [logits, null!];
        }
    }

    private sealed class WeightedGatherFunction : SingleTensorFunction<WeightedGatherFunction>
    {
        public override string Name => nameof(WeightedGather);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (weights, nodes, gather) = ((Tensor)vars[0], (Tensor)vars[1], (WeightedGather)vars[2]);
            ctx.save_data(Graph, gather);
            ctx.save_data(Wanted, (weights.requires_grad, nodes.requires_grad));
            ctx.save_for_backward([weights, nodes]);
            using var denseWeights = weights.contiguous();
            using var denseNodes = nodes.contiguous();
            return Sum(gather, denseWeights, denseNodes);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var gather = (WeightedGather)ctx.get_data(Graph);
            var (toWeights, toNodes) = ((bool, bool))ctx.get_data(Wanted);
            var saved = ctx.get_saved_variables();
            using var weights = saved[0].contiguous();
            using var nodes = saved[1].contiguous();
            using var gradient = grad_output.contiguous();
            return [toWeights ? Products(gather, gradient, nodes) : null!, toNodes ? Scatter(gather, weights, gradient) : null!, null!];
        }
    }

    private sealed class DotsFunction : SingleTensorFunction<DotsFunction>
    {
        public override string Name => nameof(Dots);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (rows, nodes, gather) = ((Tensor)vars[0], (Tensor)vars[1], (WeightedGather)vars[2]);
            ctx.save_data(Graph, gather);
            ctx.save_for_backward([rows, nodes]);
            using var denseRows = rows.contiguous();
            using var denseNodes = nodes.contiguous();
            return Products(gather, denseRows, denseNodes);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var gather = (WeightedGather)ctx.get_data(Graph);
            var saved = ctx.get_saved_variables();
            using var rows = saved[0].contiguous();
            using var nodes = saved[1].contiguous();
            using var gradient = grad_output.contiguous();
            return [Sum(gather, gradient, nodes), Scatter(gather, gradient, rows), null!];
        }
    }

    private sealed class ResidualNormFunction : SingleTensorFunction<ResidualNormFunction>
    {
        public override string Name => nameof(ResidualNorm);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (heads, neighbours, kernel) = ((Tensor)vars[0], (Tensor)vars[1], (ResidualNorm)vars[2]);
            ctx.save_data(Graph, kernel);
            ctx.save_for_backward([heads, neighbours]);
            using var denseHeads = heads.contiguous();
            using var denseNeighbours = neighbours.contiguous();
            var value = empty_like(denseHeads);
            kernel.Forward(TensorMemory.Floats(denseHeads), TensorMemory.Floats(denseNeighbours), TensorMemory.Floats(value));
            return value;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var kernel = (ResidualNorm)ctx.get_data(Graph);
            var saved = ctx.get_saved_variables();
            using var heads = saved[0].contiguous();
            using var neighbours = saved[1].contiguous();
            using var gradient = grad_output.contiguous();
            var (ofHeads, ofNeighbours) = (empty_like(heads), empty_like(heads));
            kernel.Backward(
                TensorMemory.Floats(heads), TensorMemory.Floats(neighbours), TensorMemory.Floats(gradient),
                TensorMemory.Floats(ofHeads), TensorMemory.Floats(ofNeighbours));
            return [ofHeads, ofNeighbours, null!];
        }
    }

    /// <summary>Σ over each row's neighbours of weight × node, <c>[rows, d]</c>.</summary>
    private static Tensor Sum(WeightedGather gather, Tensor weights, Tensor nodes)
    {
        var sums = empty(gather.Targets.Rows, nodes.shape[1]);
        gather.Forward(TensorMemory.Floats(weights), TensorMemory.Floats(nodes), (int)nodes.shape[1], TensorMemory.Floats(sums));
        return sums;
    }

    /// <summary>row · node for each neighbour, <c>[nnz]</c>; also the gradient of the sum's weights.</summary>
    private static Tensor Products(WeightedGather gather, Tensor rows, Tensor nodes)
    {
        var products = empty(gather.Targets.Indices.Length);
        gather.BackwardWeights(TensorMemory.Floats(rows), TensorMemory.Floats(nodes), (int)nodes.shape[1], TensorMemory.Floats(products));
        return products;
    }

    /// <summary>Σ over the rows that a node neighbours of weight × row, <c>[nodes, d]</c>: the gradient of the nodes.</summary>
    private static Tensor Scatter(WeightedGather gather, Tensor weights, Tensor rows)
    {
        var sums = empty(gather.Targets.Cols, rows.shape[1]);
        gather.BackwardX(TensorMemory.Floats(weights), TensorMemory.Floats(rows), (int)rows.shape[1], TensorMemory.Floats(sums));
        return sums;
    }
}
