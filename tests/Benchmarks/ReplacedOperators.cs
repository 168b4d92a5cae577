using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Benchmarks;

/// <summary>The kernels, but for those named: these are composed of libtorch's operations on all threads.</summary>
/// <param name="names">Of the operators that libtorch takes over, as in <see cref="IOperators"/>.</param>
/// <param name="threads">Of libtorch.</param>
internal sealed class ReplacedOperators(IReadOnlySet<string> names, int threads) : IOperators
{
    private readonly CpuOperators _kernels = new();
    private readonly ComposedOperators _composed = new(CPU);

    public Device Device => CPU;

    public int LibtorchThreads => threads;

    public Tensor SegmentSoftmax(Tensor logits, SegmentSoftmax segments) => By(nameof(SegmentSoftmax)).SegmentSoftmax(logits, segments);

    public Tensor WeightedGather(Tensor weights, Tensor nodes, WeightedGather neighbours) => By(nameof(WeightedGather)).WeightedGather(weights, nodes, neighbours);

    public Tensor Dots(Tensor rows, Tensor nodes, WeightedGather neighbours) => By(nameof(Dots)).Dots(rows, nodes, neighbours);

    public Tensor ResidualNorm(Tensor heads, Tensor neighbours, float residual, float dropout, int seed) =>
        By(nameof(ResidualNorm)).ResidualNorm(heads, neighbours, residual, dropout, seed);

    public ISparseMatrix Sparse(CsrMatrix matrix) => By(nameof(Sparse)).Sparse(matrix);

    public Tensor Product(Tensor a, Tensor b, bool transposed, Precision precision)
    {
        if (!names.Contains(nameof(Product)))
            return _kernels.Product(a, b, transposed, precision);
        // The fairest that libtorch has: bfloat16 through oneDNN where the kernels would take it too.
        var halved = precision == Precision.BFloat16 || (precision == Precision.Auto && Bf16.IsAccelerated && (double)a.shape[0] * b.numel() >= 1 << 23);
        return halved
            ? _composed.Product(a.to_type(ScalarType.BFloat16), b.to_type(ScalarType.BFloat16), transposed, precision).to_type(ScalarType.Float32)
            : _composed.Product(a, b, transposed, precision);
    }

    public Tensor ContrastiveLoss(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision) =>
        By(nameof(ContrastiveLoss)).ContrastiveLoss(main, view, batches, temperature, precision);

    public Tensor BprLoss(Tensor embeddings, int[] users, int[] positives, int[] negatives) =>
        By(nameof(BprLoss)).BprLoss(embeddings, users, positives, negatives);

    public Tensor SoftmaxLoss(Tensor embeddings, ContrastiveBatch batch, float temperature) =>
        By(nameof(SoftmaxLoss)).SoftmaxLoss(embeddings, batch, temperature);

    public void AdamStep(AdamTensors weights, Tensor gradient, float rate, float scale) => By(nameof(AdamStep)).AdamStep(weights, gradient, rate, scale);

    public void AdamRowsStep(AdamTensors table, long[] rows, Tensor gradient, (float Rate, float Scale)[] rates) =>
        By(nameof(AdamRowsStep)).AdamRowsStep(table, rows, gradient, rates);

    private IOperators By(string name) => names.Contains(name) ? _composed : _kernels;
}
