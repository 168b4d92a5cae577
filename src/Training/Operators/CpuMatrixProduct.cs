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
        using var left = halved ? a.to_type(ScalarType.BFloat16) : a.detach();
        using var right = halved ? b.to_type(ScalarType.BFloat16) : b.detach();
        var result = empty(rows, columns);
        var parts = large ? (int)Math.Clamp(rows / RowsPerPart, 1, MaxParts) : 1;
        TorchThreads.For(parts, p =>
        {
            var (first, end) = (rows * p / parts, rows * (p + 1) / parts);
            var target = result.narrow(0, first, end - first);
            var factor = left.narrow(0, first, end - first);
            if (halved)
                target.copy_(factor.mm(right));
            else
                target.addmm_(factor, right, 0, 1);
        });
        return result;
    }
}
