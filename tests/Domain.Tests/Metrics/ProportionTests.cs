using KDiffE.Domain.Metrics;

namespace KDiffE.Domain.Tests.Metrics;

public sealed class ProportionTests
{
    // The bounds solve (p̂ - p)² = z² p (1 - p) / n, each found by bisection in another program.
    [Theory]
    [InlineData(10, 100, 0.1, 0.05522914, 0.17436566)]
    [InlineData(1, 100, 0.01, 0.00176743, 0.05448620)]
    [InlineData(0, 10, 0, 0, 0.27753280)]
    [InlineData(10, 10, 1, 0.72246720, 1)]
    [InlineData(500_000, 1_000_000, 0.5, 0.49902002, 0.50097998)]
    public void AShareHasTheIntervalOfWilson(long successes, long trials, double share, double low, double high)
    {
        var proportion = Proportion.Of(successes, trials);

        proportion.Value.ShouldBe(share, 1e-12);
        proportion.Low.ShouldBe(low, 1e-7);
        proportion.High.ShouldBe(high, 1e-7);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(-1, 1)]
    public void WhatIsNoShareIsRefused(long successes, long trials) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Proportion.Of(successes, trials));
}
