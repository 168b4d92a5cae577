using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Operators;

/// <summary>
/// The operators composed of tensor operations, for devices that the kernels do not reach. Gradients are those of the
/// operations, and precisions that of the device.
/// </summary>
/// <param name="device">Where the tensors lie.</param>
internal sealed partial class ComposedOperators(Device device) : IOperators
{
    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public int LibtorchThreads => Environment.ProcessorCount;

    /// <inheritdoc/>
    public Tensor SegmentSoftmax(Tensor logits, SegmentSoftmax segments)
    {
        // One shift for all segments: it cancels in each, and keeps exp in range for logits within 80 of the largest.
        var heads = Indices(segments.SegmentOf());
        var weights = (logits - logits.detach().max()).exp();
        var sums = zeros(segments.Count, device: device).index_add(0, heads, weights, Scalars.One);
        return weights / sums.index_select(0, heads).clamp_min(1e-30f);
    }

    /// <inheritdoc/>
    public Tensor WeightedGather(Tensor weights, Tensor nodes, WeightedGather neighbours) =>
        zeros(neighbours.Targets.Rows, nodes.shape[1], device: device).index_add(
            0, Indices(neighbours.Targets.RowIndices()),
            nodes.index_select(0, Indices(neighbours.Targets.Indices)) * weights.unsqueeze(1), Scalars.One);

    /// <inheritdoc/>
    public Tensor Dots(Tensor rows, Tensor nodes, WeightedGather neighbours) =>
        (rows.index_select(0, Indices(neighbours.Targets.RowIndices())) * nodes.index_select(0, Indices(neighbours.Targets.Indices))).sum(1);

    /// <inheritdoc/>
    public Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout, int seed) =>
        (heads * residual) + functional.normalize(heads + functional.dropout(neighbours, dropout, training: dropout > 0), dim: 1);

    /// <inheritdoc/>
    public ISparseMatrix Sparse(CsrMatrix matrix) => new SparseTensor(matrix, device);

    /// <inheritdoc/>
    public Tensor Product(Tensor a, Tensor b, bool transposed, Precision precision) => a.matmul(transposed ? b.t() : b);

    /// <inheritdoc/>
    public void AdamStep(AdamTensors weights, Tensor gradient, float rate, float scale)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        weights.Means.mul_(AdamRule.Beta1).add_(gradient, alpha: 1 - AdamRule.Beta1);
        weights.Squares.mul_(AdamRule.Beta2).add_(gradient.square(), alpha: 1 - AdamRule.Beta2);
        weights.Weights.sub_(weights.Means * rate / ((weights.Squares.sqrt() * scale) + AdamRule.Epsilon));
    }

    /// <inheritdoc/>
    public void AdamRowsStep(AdamTensors table, long[] rows, Tensor gradient, (float Rate, float Scale)[] rates)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        var index = tensor(rows, device: device);
        var rate = tensor(Array.ConvertAll(rates, r => r.Rate), [rows.Length, 1], device: device);
        var scale = tensor(Array.ConvertAll(rates, r => r.Scale), [rows.Length, 1], device: device);
        var means = (table.Means.index_select(0, index) * AdamRule.Beta1) + (gradient * (1 - AdamRule.Beta1));
        var squares = (table.Squares.index_select(0, index) * AdamRule.Beta2) + (gradient.square() * (1 - AdamRule.Beta2));
        table.Means.index_copy_(0, index, means);
        table.Squares.index_copy_(0, index, squares);
        table.Weights.index_add_(0, index, means * rate / ((squares.sqrt() * scale) + AdamRule.Epsilon), Scalars.MinusOne);
    }

    private Tensor Indices(int[] indices) => tensor(indices, ScalarType.Int64, device);
}
