using KDiffE.Domain.Metrics;

namespace KDiffE.Domain.Tests.Metrics;

public sealed class RankingMetricsTests
{
    /// <summary>Items 7 and 2 are hit at the first and the fourth place; 9 is missed.</summary>
    private static readonly int[] Ranked = [7, 5, 1, 2];

    private static readonly int[] HeldOut = [2, 7, 9];

    [Fact]
    public void RecallIsTheShareOfHeldOutItemsFound()
    {
        RankingMetrics.Recall(Ranked, HeldOut, 4).ShouldBe(2.0 / 3);
        RankingMetrics.Recall(Ranked, HeldOut, 3).ShouldBe(1.0 / 3);
    }

    [Fact]
    public void PrecisionCountsEveryPlaceEvenMissingOnes()
    {
        RankingMetrics.Precision(Ranked, HeldOut, 4).ShouldBe(2.0 / 4);
        RankingMetrics.Precision(Ranked, HeldOut, 20).ShouldBe(2.0 / 20);
    }

    [Fact]
    public void HitAsksForOneHeldOutItem()
    {
        RankingMetrics.Hit(Ranked, HeldOut, 1).ShouldBe(1);
        RankingMetrics.Hit(Ranked, [2], 3).ShouldBe(0);
        RankingMetrics.Hit(Ranked, [2], 4).ShouldBe(1);
    }

    [Fact]
    public void NdcgDiscountsByRankAgainstTheIdealRanking()
    {
        // DCG = 1/log2(2) + 1/log2(5) = 1.4306766; ideal over three places = 1 + 0.6309298 + 0.5 = 2.1309298.
        RankingMetrics.Ndcg(Ranked, HeldOut, 4).ShouldBe(0.6713860, 1e-6);
        // The third held-out item is out of the ideal ranking's reach: ideal over two places = 1.6309298.
        RankingMetrics.Ndcg(Ranked, HeldOut, 2).ShouldBe(0.6131472, 1e-6);
    }

    [Fact]
    public void NdcgOfAPerfectRankingIsOneEvenWithMoreHeldOutItemsThanPlaces() =>
        RankingMetrics.Ndcg([4, 3, 2], [1, 2, 3, 4, 5], 3).ShouldBe(1);

    [Fact]
    public void AnEmptyRankingScoresZero()
    {
        RankingMetrics.Recall([], HeldOut, 20).ShouldBe(0);
        RankingMetrics.Ndcg([], HeldOut, 20).ShouldBe(0);
        RankingMetrics.Precision([], HeldOut, 20).ShouldBe(0);
        RankingMetrics.Hit([], HeldOut, 20).ShouldBe(0);
    }

    [Fact]
    public void RefusesAUserWithoutHeldOutItemsAndACutBelowOne()
    {
        Should.Throw<ArgumentException>(() => RankingMetrics.Recall(Ranked, [], 20));
        Should.Throw<ArgumentException>(() => RankingMetrics.Ndcg(Ranked, HeldOut, 0));
    }
}
