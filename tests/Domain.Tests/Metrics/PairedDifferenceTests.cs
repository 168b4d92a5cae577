using KDiffE.Domain.Metrics;

namespace KDiffE.Domain.Tests.Metrics;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void TheBoundLiesItsStandardErrorsAboveTheMean()
    {
        // Differences 0.1, -0.1, 0.3 and 0.1: mean 0.1, squares 0 + 0.04 + 0.04 + 0 over 3, divided by 4.
        var difference = PairedDifference.Of([0.6, 0.4, 0.8, 0.5], [0.5, 0.5, 0.5, 0.4]);
        difference.StandardError.ShouldBe(Math.Sqrt(0.08 / 3 / 4), tolerance: 1e-12);

        difference.Mean.ShouldBe(0.1, 1e-12);
        difference.Bound.ShouldBe(0.1 + (1.645 * Math.Sqrt(0.08 / 3 / 4)), 1e-12);
    }

    [Fact]
    public void OneUserOrSeriesOfDifferentUsersAreRefused()
    {
        Should.Throw<ArgumentException>(() => PairedDifference.Of([0.5], [0.5]));
        Should.Throw<ArgumentException>(() => PairedDifference.Of([0.5, 0.6], [0.5, 0.6, 0.7]));
    }

    [Fact]
    public void AModelThatIsTheSameIsCalledWorseInOneComparisonOfTwenty()
    {
        var random = new Random(1);
        var worse = 0;
        for (var comparison = 0; comparison < 4000; comparison++)
        {
            double[] one = new double[60], other = new double[60];
            for (var user = 0; user < 60; user++)
                (one[user], other[user]) = (random.NextDouble(), random.NextDouble());
            worse += PairedDifference.Of(one, other).Bound < 0 ? 1 : 0;
        }

        // 5 % of 4,000 are 200; four standard deviations are 55, and the normal quantile is a little small for 60 users.
        worse.ShouldBeInRange(145, 270);
    }
}
