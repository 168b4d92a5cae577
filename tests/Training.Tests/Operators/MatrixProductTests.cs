using KDiffE.Domain.Settings;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Operators;

public sealed class MatrixProductTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>Small, and large enough to be shared among threads, with rows left over.</summary>
    [Theory]
    [InlineData(3, 5, 4)]
    [InlineData(411, 300, 97)]
    public void HasTheValueAndTheGradientsOfLibTorch(int m, int k, int n)
    {
        var (a, b, weights) = (randn(m, k), randn(k, n), randn(m, n));
        var expected = Run(a, b, (x, y) => x.matmul(y));

        ShouldBe(Run(a, b, (x, y) => DeviceOperators.Cpu.Product(x, y, transposed: false, Precision.Single)), expected, 1e-5);
        ShouldBe(Run(a, b, (x, y) => DeviceOperators.Cpu.Product(x, y.t().contiguous(), transposed: true, Precision.Single)), expected, 1e-5);
        ShouldBe(Run(a, b, (x, y) => DeviceOperators.Cpu.Product(x, y, transposed: false, Precision.BFloat16)), expected, 0.01);
        ShouldBe(Run(a, b, (x, y) => DeviceOperators.Cpu.Product(x, y.t().contiguous(), transposed: true, Precision.BFloat16)), expected, 0.01);

        float[][] Run(Tensor left, Tensor right, Func<Tensor, Tensor, Tensor> product)
        {
            var (x, y) = (left.detach().requires_grad_(), right.detach().requires_grad_());
            var result = product(x, y);
            (result * weights).sum().backward();
            return [TensorMemory.ToArray(result), TensorMemory.ToArray(x.grad!), TensorMemory.ToArray(y.grad!)];
        }
    }

    [Fact]
    public void RoundsOnlyWhatIsLargeUnlessToldTo()
    {
        // 1 + 2⁻¹⁰ needs more bits than bfloat16 has.
        var (a, b) = (full(2, 2, 1 + MathF.Pow(2, -10)), full(2, 2, 1f));

        TensorMemory.ToArray(DeviceOperators.Cpu.Product(a, b, transposed: false, Precision.Auto)).ShouldAllBe(x => x > 2);
        TensorMemory.ToArray(DeviceOperators.Cpu.Product(a, b, transposed: false, Precision.BFloat16)).ShouldAllBe(x => x == 2);
    }

    [Fact]
    public void LeavesOutTheGradientThatNobodyWants()
    {
        var (a, b) = (randn(3, 4), randn(4, 2).requires_grad_());

        DeviceOperators.Cpu.Product(a, b, transposed: false, Precision.Single).sum().backward();

        a.grad.ShouldBeNull();
        b.grad.ShouldNotBeNull();
    }

    /// <summary>|actual − expected| within a share of |expected|, for the value and each gradient.</summary>
    private static void ShouldBe(float[][] actual, float[][] expected, double share)
    {
        foreach (var (a, e) in actual.Zip(expected))
            Math.Sqrt(a.Zip(e, (x, y) => Math.Pow(x - y, 2)).Sum()).ShouldBeLessThan(share * Math.Sqrt(e.Sum(y => (double)y * y)));
    }
}
