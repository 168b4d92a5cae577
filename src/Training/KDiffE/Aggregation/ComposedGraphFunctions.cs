using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// <see cref="GraphFunctions"/> composed of tensor operations, for devices that the kernels do not reach. Gradients
/// are those of the operations.
/// </summary>
internal static class ComposedGraphFunctions
{
    /// <inheritdoc cref="GraphFunctions.SegmentSoftmax"/>
    internal static Tensor SegmentSoftmax(Tensor logits, KnowledgeGraph graph)
    {
        // One shift for all segments: it cancels in each, and keeps exp in range for logits within 80 of the largest.
        var heads = Indices(graph.Neighbours.RowIndices(), logits.device);
        var weights = (logits - logits.detach().max()).exp();
        var sums = zeros(graph.Heads, device: logits.device).index_add(0, heads, weights, 1);
        return weights / sums.index_select(0, heads).clamp_min(1e-30f);
    }

    /// <summary>Σ over each row's neighbours of weight × node: <c>[nnz]</c> and <c>[nodes, d]</c> to <c>[rows, d]</c>.</summary>
    internal static Tensor WeightedGather(Tensor weights, Tensor nodes, CsrPattern neighbours) =>
        zeros(neighbours.Rows, nodes.shape[1], device: nodes.device).index_add(
            0, Indices(neighbours.RowIndices(), nodes.device),
            nodes.index_select(0, Indices(neighbours.Indices, nodes.device)) * weights.unsqueeze(1), 1);

    /// <summary>row · node for each row's neighbours: <c>[rows, d]</c> and <c>[nodes, d]</c> to <c>[nnz]</c>.</summary>
    internal static Tensor Dots(Tensor rows, Tensor nodes, CsrPattern neighbours) =>
        (rows.index_select(0, Indices(neighbours.RowIndices(), rows.device)) * nodes.index_select(0, Indices(neighbours.Indices, nodes.device))).sum(1);

    /// <summary>λ·heads + normalise(heads + dropout(neighbours)), all <c>[heads, d]</c>.</summary>
    internal static Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout) =>
        heads * residual + functional.normalize(heads + functional.dropout(neighbours, dropout, training: dropout > 0), dim: 1);

    private static Tensor Indices(int[] indices, Device device) => tensor(indices, ScalarType.Int64, device);
}
