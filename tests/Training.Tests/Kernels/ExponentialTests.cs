using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class ExponentialTests
{
    [Fact]
    public void StaysWithinAMillionthOfTheTrueValue()
    {
        // 87.3 is where normal floats end, 88.3 where floats do.
        for (var x = -87.3f; x < 88.3f; x += 0.0007f)
        {
            var expected = Math.Exp(x);
            foreach (var actual in InEveryWidth(x))
                (actual / expected).ShouldBe(1, 3e-7, $"e^{x}");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0f, 1)]
    [InlineData(-87.7f, 0)]
    [InlineData(-1000, 0)]
    [InlineData(float.MinValue, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(88.8f, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void IsExactAtZeroAndDefinedBeyondTheRange(float x, float expected) =>
        InEveryWidth(x).ShouldAllBe(actual => actual.Equals(expected));

    [Fact]
    public void GivesEveryElementOfAVectorItsOwn()
    {
        var actual = Exponential.Of<Simd512, Vector512<float>>(Vector512.CreateSequence(-80f, 10));
        for (var i = 0; i < Vector512<float>.Count; i++)
            actual[i].ShouldBe(Exponential.Of<Scalar, float>(-80 + (10 * i)));
    }

    private static float[] InEveryWidth(float x) =>
    [
        Exponential.Of<Scalar, float>(x),
        Exponential.Of<Simd256, Vector256<float>>(Vector256.Create(x))[3],
        Exponential.Of<Simd512, Vector512<float>>(Vector512.Create(x))[15],
    ];
}
