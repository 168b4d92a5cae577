using KDiffE.Training.Data;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// <see cref="GraphFunctions"/> composed of tensor operations, for devices that the kernels do not reach. Gradients
/// are those of the operations.
/// </summary>
internal static class ComposedGraphFunctions
{
    /// <inheritdoc cref="GraphFunctions.TripleLogits"/>
    internal static Tensor TripleLogits(Tensor tailTable, Tensor headTable, KnowledgeGraph graph)
    {
        var relations = Indices(graph.Relations, tailTable.device);
        return Cells(tailTable, Tails(graph, tailTable.device)) + Cells(headTable, Heads(graph, headTable.device));

        Tensor Cells(Tensor table, Tensor rows) => table.reshape(-1).index_select(0, rows * graph.RelationCount + relations);
    }

    /// <inheritdoc cref="GraphFunctions.SegmentSoftmax"/>
    internal static Tensor SegmentSoftmax(Tensor logits, KnowledgeGraph graph)
    {
        // One shift for all segments: it cancels in each, and keeps exp in range for logits within 80 of the largest.
        var heads = Heads(graph, logits.device);
        var weights = (logits - logits.detach().max()).exp();
        var sums = zeros(graph.Items, device: logits.device).index_add(0, heads, weights, 1);
        return weights / sums.index_select(0, heads).clamp_min(1e-30f);
    }

    /// <inheritdoc cref="GraphFunctions.WeightedGather"/>
    internal static Tensor WeightedGather(Tensor weights, Tensor nodes, KnowledgeGraph graph) =>
        zeros(graph.Items, nodes.shape[1], device: nodes.device).index_add(
            0, Heads(graph, nodes.device), nodes.index_select(0, Tails(graph, nodes.device)) * weights.unsqueeze(1), 1);

    private static Tensor Heads(KnowledgeGraph graph, Device device)
    {
        var heads = new int[graph.Count];
        for (var item = 0; item < graph.Items; item++)
            heads.AsSpan(graph.Neighbours.Offsets[item]..graph.Neighbours.Offsets[item + 1]).Fill(item);
        return Indices(heads, device);
    }

    private static Tensor Tails(KnowledgeGraph graph, Device device) => Indices(graph.Neighbours.Indices, device);

    private static Tensor Indices(int[] indices, Device device) => tensor(indices, ScalarType.Int64, device);
}
