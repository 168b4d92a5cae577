using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>
/// What the aggregation computes over a knowledge graph, as differentiable functions of tensors: kernels on the CPU,
/// composed operations on any other device.
/// </summary>
internal static class GraphFunctions
{
    private const string Graph = "graph";

    /// <summary>tails[t, r] + heads[j, r] per triple, <c>[triples]</c>.</summary>
    /// <param name="tailTable"><c>[nodes, R]</c>.</param>
    /// <param name="headTable"><c>[items, R]</c>.</param>
    /// <param name="graph">The triples.</param>
    internal static Tensor TripleLogits(Tensor tailTable, Tensor headTable, KnowledgeGraph graph) =>
        OnCpu(tailTable) ? TripleLogitsFunction.apply(tailTable, headTable, graph) : ComposedGraphFunctions.TripleLogits(tailTable, headTable, graph);

    /// <summary>Softmax over each item's triples, <c>[triples]</c> to <c>[triples]</c>.</summary>
    internal static Tensor SegmentSoftmax(Tensor logits, KnowledgeGraph graph) =>
        OnCpu(logits) ? SegmentSoftmaxFunction.apply(logits, graph) : ComposedGraphFunctions.SegmentSoftmax(logits, graph);

    /// <summary>Σ over each item's triples of weight × node: <c>[triples]</c> and <c>[nodes, d]</c> to <c>[items, d]</c>.</summary>
    internal static Tensor WeightedGather(Tensor weights, Tensor nodes, KnowledgeGraph graph) =>
        OnCpu(weights) ? WeightedGatherFunction.apply(weights, nodes, graph) : ComposedGraphFunctions.WeightedGather(weights, nodes, graph.Neighbours);

    private static bool OnCpu(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    private sealed class TripleLogitsFunction : SingleTensorFunction<TripleLogitsFunction>
    {
        public override string Name => nameof(TripleLogits);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var graph = (KnowledgeGraph)vars[2];
            ctx.save_data(Graph, graph);
            using var tails = ((Tensor)vars[0]).contiguous();
            using var heads = ((Tensor)vars[1]).contiguous();
            var logits = empty(graph.Count);
            TripleTables.Gather(graph, TensorMemory.Floats(tails), TensorMemory.Floats(heads), TensorMemory.Floats(logits));
            return logits;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var graph = (KnowledgeGraph)ctx.get_data(Graph);
            using var gradient = grad_output.contiguous();
            var tails = zeros(graph.Nodes, graph.RelationCount);
            var heads = zeros(graph.Items, graph.RelationCount);
            TripleTables.ScatterAdd(graph, TensorMemory.Floats(gradient), TensorMemory.Floats(tails), TensorMemory.Floats(heads));
            return [tails, heads, null!];
        }
    }

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
            var graph = (KnowledgeGraph)vars[2];
            var (weights, nodes) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_data(Graph, graph);
            ctx.save_for_backward([weights, nodes]);
            using var denseWeights = weights.contiguous();
            using var denseNodes = nodes.contiguous();
            var sums = empty(graph.Items, nodes.shape[1]);
            graph.Gather.Forward(
                TensorMemory.Floats(denseWeights), TensorMemory.Floats(denseNodes), (int)nodes.shape[1], TensorMemory.Floats(sums));
            return sums;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var graph = (KnowledgeGraph)ctx.get_data(Graph);
            var saved = ctx.get_saved_variables();
            using var weights = saved[0].contiguous();
            using var nodes = saved[1].contiguous();
            using var gradient = grad_output.contiguous();
            var d = (int)nodes.shape[1];
            var toWeights = empty(graph.Count);
            var toNodes = empty(graph.Nodes, d);
            graph.Gather.BackwardWeights(TensorMemory.Floats(gradient), TensorMemory.Floats(nodes), d, TensorMemory.Floats(toWeights));
            graph.Gather.BackwardX(TensorMemory.Floats(weights), TensorMemory.Floats(gradient), d, TensorMemory.Floats(toNodes));
            return [toWeights, toNodes, null!];
        }
    }
}
