using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Operators;

/// <summary><see cref="IOperators.Product"/> through libtorch, the rows shared among threads.</summary>
/// <param name="transposed">Whether the second factor is.</param>
/// <param name="precision">That of the factors.</param>
internal sealed class MatrixProduct(bool transposed, Precision precision) : DifferentiableFunction
{
    // Multiplications from which on threads and the rounding of both factors pay.
    private const long Large = 1 << 23;
    private const int RowsPerPart = 64;
    private const int MaxParts = 16;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor[] inputs) => Multiply(inputs[0], transposed ? inputs[1].t() : inputs[1]);

    /// <inheritdoc/>
    protected override Tensor?[] Backward(Tensor[] kept, Tensor gradient)
    {
        var (a, b) = (kept[0].detach(), kept[1].detach());
        return
        [
            Wants(0) ? Multiply(gradient, transposed ? b : b.t()) : null,
            (Wants(1), transposed) switch
            {
                (false, _) => null,
                (true, true) => Multiply(gradient.t(), a),
                _ => Multiply(a.t(), gradient),
            },
        ];
    }

    /// <summary>a · b without a gradient; either may be a transposed view.</summary>
    private Tensor Multiply(Tensor a, Tensor b)
    {
        var (rows, columns) = (a.shape[0], b.shape[1]);
        var large = (double)rows * columns * a.shape[1] >= Large;
        var halved = precision == Precision.BFloat16 || (precision == Precision.Auto && large && Bf16.IsAccelerated);
        using var left = halved ? Halved(a) : a.detach();
        using var right = halved ? Halved(b) : b.detach();
        var result = empty(rows, columns);
        var blocks = (rows + RowsPerPart - 1) / RowsPerPart;
        var parts = large ? (int)Math.Min(blocks, MaxParts) : 1;
        TorchThreads.For(parts, p =>
        {
            var (first, end) = (blocks * p / parts * RowsPerPart, blocks * (p + 1) / parts * RowsPerPart);
            var target = result.narrow(0, first, Math.Min(end, rows) - first);
            if (halved)
                target.copy_(left.narrow(0, first, end - first).mm(right).narrow(0, 0, target.shape[0]).narrow(1, 0, columns));
            else
                target.addmm_(left.narrow(0, first, target.shape[0]), right, 0, 1);
        });
        return result;
    }

    /// <summary>
    /// The factor in bfloat16, with zeros up to whole blocks: libtorch compiles a product for every shape that it meets, and
    /// keeps it for good, so that sampled columns, ever another number of them, would fill the memory.
    /// </summary>
    private static Tensor Halved(Tensor factor)
    {
        if (factor.stride(0) == 1 && factor.shape[1] > 1)
            return Halved(factor.t()).t();
        var padded = zeros(WholeBlocks(factor.shape[0]), WholeBlocks(factor.shape[1]), ScalarType.BFloat16);
        padded.narrow(0, 0, factor.shape[0]).narrow(1, 0, factor.shape[1]).copy_(factor);
        return padded;

        static long WholeBlocks(long length) => (length + RowsPerPart - 1) / RowsPerPart * RowsPerPart;
    }
}
