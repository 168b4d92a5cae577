using KDiffE.Domain.Metrics;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Tests.Snapshots;

public sealed class QualityGateTests
{
    private static readonly HoldOutFigures Popular = new(0.05, 0.02);
    private static readonly HoldOutFigures Active = new(0.20, 0.10);
    private static readonly HoldOutFigures Good = new(0.30, 0.15);

    [Theory]
    [InlineData(0.21, 0.11, true)]
    [InlineData(0.20, 0.10, true)]
    // 3 % below 0.20 is 0.194, 3 % below 0.10 is 0.097.
    [InlineData(0.1941, 0.0971, true)]
    [InlineData(0.1939, 0.10, false)]
    [InlineData(0.20, 0.0969, false)]
    [InlineData(0.30, 0.0969, false)]
    [InlineData(double.NaN, 0.10, false)]
    [InlineData(0.20, double.NaN, false)]
    public void ALossThatIsCertainMayBeThreePercentOfEitherFigure(double recall, double ndcg, bool passes)
    {
        var comparison = Compared(new(recall, ndcg), bound: -0.0001);

        var verdict = new QualityGate(0.03).Judge(Good, Popular, comparison, notCompared: null);

        verdict.Passed.ShouldBe(passes);
        (verdict.Reason is null).ShouldBe(passes);
        (verdict.Comparison, verdict.MostPopular, verdict.MaxRelativeDrop).ShouldBe((comparison, Popular, 0.03));
    }

    [Theory]
    [InlineData(-0.01, false)]
    [InlineData(0, true)]
    [InlineData(0.01, true)]
    [InlineData(double.NaN, false)]
    public void ALargerLossPassesWhereChanceExplainsIt(double bound, bool passes) =>
        new QualityGate(0.03).Judge(Good, Popular, Compared(new(0.15, 0.10), bound), notCompared: null).Passed.ShouldBe(passes);

    [Theory]
    [InlineData(0.051, 0.021, true)]
    [InlineData(0.05, 0.021, false)]
    [InlineData(0.051, 0.02, false)]
    public void WithoutAnHonestComparisonItMustBeatTheMostPopularItems(double recall, double ndcg, bool passes)
    {
        var verdict = new QualityGate(0.03).Judge(new(recall, ndcg), Popular, comparison: null, "No snapshot is served yet.");

        verdict.Passed.ShouldBe(passes);
        verdict.NotCompared.ShouldBe("No snapshot is served yet.");
    }

    [Theory]
    [InlineData(1, 0.5, true)]
    [InlineData(1, 0.3, false)]
    [InlineData(0.99, 0.5, false)]
    public void WhereTheMostPopularItemsMissNothingMoreThanAllCannotBeAsked(double recall, double ndcg, bool passes) =>
        new QualityGate(0.03).Judge(new(recall, ndcg), new(1, 0.3), comparison: null, notCompared: null).Passed.ShouldBe(passes);

    [Fact]
    public void BeatingABadActiveSnapshotIsNotEnough()
    {
        var verdict = new QualityGate(0.03).Judge(new(0.04, 0.01), Popular, Compared(new(0.30, 0.20), bound: 0.1), notCompared: null);

        verdict.Passed.ShouldBeFalse();
        verdict.Reason.ShouldBe("recall@20 0.0400, NDCG@20 0.0100 does not beat the most popular items, recall@20 0.0500, NDCG@20 0.0200");
    }

    [Theory]
    [InlineData(0.3, 0.15, true)]
    [InlineData(0.31, 0, false)]
    [InlineData(0, 0.16, false)]
    public void TheLeastFiguresMustBeReached(double minRecall, double minNdcg, bool passes) =>
        new QualityGate(0.03, minRecall, minNdcg).Judge(Good, Popular, comparison: null, notCompared: null).Passed.ShouldBe(passes);

    [Fact]
    public void TheReasonNamesTheThresholdAndWhatWasComparedOn() =>
        new QualityGate(0.005).Judge(Good, Popular, Compared(new(0.19, 0.10), bound: -0.001), notCompared: null).Reason.ShouldBe(
            "recall@20 0.1900, NDCG@20 0.1000 is more than 0.5 % below the active snapshot, recall@20 0.2000, NDCG@20 0.1000, "
            + "and by more than chance explains, on 70 interactions of 50 users that neither has learnt from");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AShareLiesBetweenNoneAndAll(double drop) => Should.Throw<ArgumentOutOfRangeException>(() => new QualityGate(drop));

    private static GateComparison Compared(HoldOutFigures candidate, double bound) => new(
        "20260101T000000Z-0001", Twin: true, Rows: 70, Users: 50, LeftOut: 3, candidate, Active,
        new PairedDifference(candidate.Recall - Active.Recall, bound), new PairedDifference(candidate.Ndcg - Active.Ndcg, bound));
}
