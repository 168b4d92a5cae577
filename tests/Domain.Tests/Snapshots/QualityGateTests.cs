using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Tests.Snapshots;

public sealed class QualityGateTests
{
    private static readonly HoldOutFigures Popular = new(0.05, 0.02);
    private static readonly HoldOutFigures Active = new(0.20, 0.10);

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
    public void ACandidateMayLoseThreePercentOfEitherFigure(double recall, double ndcg, bool passes)
    {
        var verdict = new QualityGate(0.03).Judge(new(recall, ndcg), Active, Popular);

        verdict.Passed.ShouldBe(passes);
        (verdict.Reason is null).ShouldBe(passes);
        (verdict.Active, verdict.MostPopular, verdict.MaxRelativeDrop).ShouldBe((Active, Popular, 0.03));
    }

    [Theory]
    [InlineData(0.051, 0.021, true)]
    [InlineData(0.05, 0.021, false)]
    [InlineData(0.051, 0.02, false)]
    public void TheFirstSnapshotMustBeatTheMostPopularItems(double recall, double ndcg, bool passes) =>
        new QualityGate(0.03).Judge(new(recall, ndcg), active: null, Popular).Passed.ShouldBe(passes);

    [Fact]
    public void BeatingABadActiveSnapshotIsNotEnough()
    {
        var verdict = new QualityGate(0.03).Judge(new(0.04, 0.01), new(0.01, 0.001), Popular);

        verdict.Passed.ShouldBeFalse();
        verdict.Reason.ShouldBe("recall@20 0.0400, NDCG@20 0.0100 does not beat the most popular items, recall@20 0.0500, NDCG@20 0.0200");
    }

    [Fact]
    public void TheReasonNamesTheThreshold() =>
        new QualityGate(0.005).Judge(new(0.19, 0.10), Active, Popular).Reason!.ShouldContain("more than 0.5");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AShareLiesBetweenNoneAndAll(double drop) => Should.Throw<ArgumentOutOfRangeException>(() => new QualityGate(drop));
}
