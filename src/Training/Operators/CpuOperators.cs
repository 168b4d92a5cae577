using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary>The operators as kernels over the tensors' own memory, shared among all cores.</summary>
internal sealed class CpuOperators : IOperators
{
    private const int WeightsPerPart = 1 << 14;
    private const int RowsPerPart = 64;

    private readonly ComposedOperators _composed = new(CPU);

    /// <inheritdoc/>
    public Device Device => CPU;

    /// <summary>One: the kernels use every core, and a second pool of threads beside theirs would only contend.</summary>
    public int LibtorchThreads => 1;

    /// <inheritdoc/>
    public Tensor SegmentSoftmax(Tensor logits, SegmentSoftmax segments) => new SegmentSoftmaxFunction(segments).Apply(logits);

    /// <inheritdoc/>
    public Tensor WeightedGather(Tensor weights, Tensor nodes, WeightedGather neighbours) => new WeightedGatherFunction(neighbours).Apply(weights, nodes);

    /// <inheritdoc/>
    public Tensor Dots(Tensor rows, Tensor nodes, WeightedGather neighbours) => new DotsFunction(neighbours).Apply(rows, nodes);

    /// <inheritdoc/>
    public Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout, int seed) =>
        new ResidualNormFunction(new ResidualNorm((int)heads.shape[0], (int)heads.shape[1], residual, dropout, seed)).Apply(heads, neighbours);

    /// <inheritdoc/>
    public ISparseMatrix Sparse(CsrMatrix matrix) => new CpuSparseMatrix(matrix);

    /// <inheritdoc/>
    public Tensor Product(Tensor a, Tensor b, bool transposed, Precision precision) => new MatrixProduct(transposed, precision).Apply(a, b);

    /// <inheritdoc/>
    public Tensor ContrastiveLoss(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision) =>
        new ContrastiveLossFunction(batches, temperature, precision).Apply(main, view);

    /// <inheritdoc/>
    public Tensor BprLoss(Tensor embeddings, int[] users, int[] positives, int[] negatives) =>
        new BprLossFunction(users, positives, negatives).Apply(embeddings);

    /// <inheritdoc/>
    public Tensor SoftmaxLoss(Tensor embeddings, ContrastiveBatch batch, float temperature) => temperature >= InfoNce.MinTemperature
        ? new SoftmaxLossFunction(batch, temperature).Apply(embeddings)
        : _composed.SoftmaxLoss(embeddings, batch, temperature);

    /// <inheritdoc/>
    public unsafe void AdamStep(AdamTensors weights, Tensor gradient, float rate, float scale)
    {
        if (!InReach(weights.Weights))
        {
            _composed.AdamStep(weights, gradient, rate, scale);
            return;
        }

        using var dense = gradient.contiguous();
        var count = (int)dense.numel();
        fixed (float* pinnedWeights = TensorMemory.Floats(weights.Weights), pinnedMeans = TensorMemory.Floats(weights.Means),
            pinnedSquares = TensorMemory.Floats(weights.Squares), pinnedGradient = TensorMemory.Floats(dense))
        {
            float* own = pinnedWeights, means = pinnedMeans, squares = pinnedSquares, source = pinnedGradient;
            Parallel.For(0, (count + WeightsPerPart - 1) / WeightsPerPart, part =>
            {
                var (start, length) = (part * WeightsPerPart, Math.Min(WeightsPerPart, count - (part * WeightsPerPart)));
                AdamRule.Update(new(own + start, length), new(means + start, length), new(squares + start, length), new(source + start, length), rate, scale);
            });
        }
    }

    /// <inheritdoc/>
    public unsafe void AdamRowsStep(AdamTensors table, long[] rows, Tensor gradient, (float Rate, float Scale)[] rates)
    {
        if (!InReach(table.Weights))
        {
            _composed.AdamRowsStep(table, rows, gradient, rates);
            return;
        }

        var width = (int)table.Weights.shape[1];
        using var dense = gradient.contiguous();
        Shape.Check<float>(TensorMemory.Floats(dense), rows.Length, width, nameof(gradient));
        fixed (float* pinnedWeights = TensorMemory.Floats(table.Weights), pinnedMeans = TensorMemory.Floats(table.Means),
            pinnedSquares = TensorMemory.Floats(table.Squares), pinnedGradient = TensorMemory.Floats(dense))
        {
            float* own = pinnedWeights, means = pinnedMeans, squares = pinnedSquares, source = pinnedGradient;
            Parallel.For(0, (rows.Length + RowsPerPart - 1) / RowsPerPart, part =>
            {
                for (var r = part * RowsPerPart; r < Math.Min(rows.Length, (part + 1) * RowsPerPart); r++)
                {
                    var start = (nint)rows[r] * width;
                    AdamRule.Update(
                        new(own + start, width), new(means + start, width), new(squares + start, width),
                        new(source + ((nint)r * width), width), rates[r].Rate, rates[r].Scale);
                }
            });
        }
    }

    /// <summary>Whether kernels reach a tensor's memory: they work on spans, which end at 2 GiB.</summary>
    private static bool InReach(Tensor tensor) => tensor.numel() * sizeof(float) <= int.MaxValue;

    private sealed class CpuSparseMatrix(CsrMatrix matrix) : ISparseMatrix
    {
        public Tensor AddProduct(Tensor x, Tensor y, float scale)
        {
            var sum = empty_like(x);
            SpMM.Multiply(matrix, TensorMemory.Floats(y), (int)x.shape[1], TensorMemory.Floats(sum), plus: TensorMemory.Floats(x), scale);
            return sum;
        }

        public void ValuesChanged()
        {
            // The kernel reads the matrix itself.
        }

        public void Dispose()
        {
            // It holds nothing of its own.
        }
    }
}
