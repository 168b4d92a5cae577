using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

public sealed class SummaryStatisticsTests
{
    [Fact]
    public void MeanSpreadAndDifferenceAreThoseOfTheHandCalculation()
    {
        // Mean 4, squared deviations 4 + 0 + 4 = 8 over 2; the whole model's mean 7, squared deviations 1 + 0 + 1 = 2.
        // Pooled variance (8 + 2) / 4, so −3 / √2.5 spreads.
        var statistic = SummaryStatistics.Of([2, 4, 6], [6, 7, 8]);

        statistic.Mean.ShouldBe(4, 1e-12);
        statistic.Spread!.Value.ShouldBe(2, 1e-12);
        statistic.Difference!.Value.ShouldBe(-3, 1e-12);
        statistic.DifferenceInSpreads!.Value.ShouldBe(-3 / Math.Sqrt(2.5), 1e-12);
    }

    [Fact]
    public void ARunThatIsMissingWeighsNothingInThePooledSpread()
    {
        // One value deviates by nothing: the pooled variance is 2 / (1 + 3 − 2).
        SummaryStatistics.Of([5], [6, 7, 8]).DifferenceInSpreads!.Value.ShouldBe(-2, 1e-12);
    }

    [Fact]
    public void OneRunEachHasNoSpread() => SummaryStatistics.Of([3], [5]).ShouldBe(new SummaryStatistics(3, null, -2, null));

    [Fact]
    public void EqualRunsHaveADifferenceButNoneInSpreads() => SummaryStatistics.Of([3, 3], [5, 5]).ShouldBe(new SummaryStatistics(3, 0, -2, null));

    [Fact]
    public void TheWholeModelIsComparedWithNothing() => SummaryStatistics.Of([3, 3], []).ShouldBe(new SummaryStatistics(3, 0, null, null));
}
