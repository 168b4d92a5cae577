using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace KDiffE.Training.Model;

/// <summary>Dense products on the CPU, their rows shared among threads, with gradients; on any other device libtorch's own.</summary>
internal static class MatrixProduct
{
    // Multiplications from which on threads and the rounding of both factors pay.
    private const long Large = 1 << 23;
    private const int RowsPerPart = 64;
    private const int MaxParts = 16;

    /// <summary>a · b.</summary>
    /// <param name="a"><c>[m, k]</c>.</param>
    /// <param name="b"><c>[k, n]</c>.</param>
    /// <param name="precision">That of the factors; the sums and the result are float32.</param>
    internal static Tensor Of(Tensor a, Tensor b, Precision precision) =>
        OnCpu(a) ? ProductFunction.apply(a, b, false, precision) : a.matmul(b);

    /// <summary>a · bᵀ.</summary>
    /// <param name="a"><c>[m, k]</c>.</param>
    /// <param name="b"><c>[n, k]</c>.</param>
    /// <param name="precision">That of the factors; the sums and the result are float32.</param>
    internal static Tensor OfTransposed(Tensor a, Tensor b, Precision precision) =>
        OnCpu(a) ? ProductFunction.apply(a, b, true, precision) : a.matmul(b.t());

    private static bool OnCpu(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    /// <summary>a · b without a gradient; either may be a transposed view.</summary>
    private static Tensor Multiply(Tensor a, Tensor b, Precision precision)
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

    private sealed class ProductFunction : SingleTensorFunction<ProductFunction>
    {
        private const string Wanted = "wanted";

        public override string Name => nameof(MatrixProduct);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (a, b, transposed, precision) = ((Tensor)vars[0], (Tensor)vars[1], (bool)vars[2], (Precision)vars[3]);
            ctx.save_data(Wanted, (a.requires_grad, b.requires_grad, transposed, precision));
            ctx.save_for_backward([a, b]);
            using var right = transposed ? b.t() : b.detach();
            return Multiply(a, right, precision);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var (toA, toB, transposed, precision) = ((bool, bool, bool, Precision))ctx.get_data(Wanted);
            var saved = ctx.get_saved_variables();
            using var scope = NewDisposeScope();
            var (a, b) = (saved[0].detach(), saved[1].detach());
            var ofA = toA ? Multiply(grad_output, transposed ? b : b.t(), precision).MoveToOuterDisposeScope() : null;
            var ofB = (toB, transposed) switch
            {
                (false, _) => null,
                (true, true) => Multiply(grad_output.t(), a, precision).MoveToOuterDisposeScope(),
                _ => Multiply(a.t(), grad_output, precision).MoveToOuterDisposeScope(),
            };
            return [ofA!, ofB!, null!, null!];
        }
    }
}
