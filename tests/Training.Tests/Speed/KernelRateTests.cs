using KDiffE.Domain.Settings;
using KDiffE.Training.Speed;

namespace KDiffE.Training.Tests.Speed;

public sealed class KernelRateTests
{
    private static readonly MachineLimits Limits = new(2, Float: 100, BFloat16: 400, Copy: 10);

    [Fact]
    public void TheNearerLimitIsTheOneThatTakesLonger()
    {
        // 50 GFLOP take half a second at best, 2 GB a fifth of one.
        var computing = KernelRate.Of("a", seconds: 2, flop: 50e9, bytes: 2e9, Precision.Single, Limits);
        computing.Limit.ShouldBe("float32");
        computing.OfLimit.ShouldBe(0.25);
        computing.FlopRate.ShouldBe(25, 1e-9);
        computing.ByteRate.ShouldBe(1, 1e-9);

        // The same in bfloat16 is an eighth of a second.
        var moving = KernelRate.Of("b", seconds: 2, flop: 50e9, bytes: 2e9, Precision.BFloat16, Limits);
        moving.Limit.ShouldBe("memory");
        moving.OfLimit.ShouldBe(0.1);
    }

    [Fact]
    public void CountsAgainstFloatsWhereTheProcessorDoesNotMultiplyBFloat16()
    {
        var rate = KernelRate.Of("a", seconds: 2, flop: 50e9, bytes: 2e9, Precision.BFloat16, Limits with { BFloat16 = null });

        rate.Limit.ShouldBe("float32");
        rate.OfLimit.ShouldBe(0.25);
    }
}
