using KDiffE.Domain.Settings;

namespace KDiffE.Domain.Tests.Settings;

public sealed class TrainingSettingsTests
{
    /// <summary>Never more than 64 steps from 100,000 interactions on, and 48 of many.</summary>
    [Theory]
    [InlineData(50_000, 2048)]
    [InlineData(99_999, 2048)]
    [InlineData(100_000, 4096)]
    [InlineData(262_144, 4096)]
    [InlineData(262_145, 6144)]
    [InlineData(10_000_000, 208_896)]
    public void BatchesGrowWithTheInteractionsUnlessTheyAreSet(int interactions, int expected)
    {
        new KDiffESettings().BatchFor(interactions).ShouldBe(expected);
        new KDiffESettings { Batch = 1000 }.BatchFor(interactions).ShouldBe(1000);
    }

    [Theory]
    [InlineData(262_144, 64)]
    [InlineData(262_145, 43)]
    [InlineData(2_380_965, 48)]
    [InlineData(40_000_000, 48)]
    public void AnEpochOfManyInteractionsHasFortyEightStepsAtMost(int interactions, int steps) => new KDiffESettings().StepsOf(interactions).ShouldBe(steps);

    [Theory]
    [InlineData(1_425, 512)]
    [InlineData(4_096, 512)]
    [InlineData(6_710, 838)]
    [InlineData(1_000_000, 2_048)]
    public void NegativesGrowWithTheItemsUnlessTheyAreSet(int items, int expected)
    {
        new KDiffESettings().NegativesFor(items).ShouldBe(expected);
        new KDiffESettings { Negatives = 300 }.NegativesFor(items).ShouldBe(300);
    }

    /// <summary>lastfm-kdar's items have 4 on average, book-crossing's 4, tiktok's 9, lfm2k's 31.</summary>
    [Theory]
    [InlineData("auto", 5_999, 0)]
    [InlineData("auto", 6_000, 0.5)]
    [InlineData("0.25", 5_999, 0.25)]
    [InlineData("0", 6_000, 0)]
    public void TargetsAreHiddenWhereItemsHaveOthersUnlessTheShareIsSet(string hidden, int interactions, float expected) =>
        new KDiffESettings { HiddenTargets = hidden }.HiddenShareFor(interactions, items: 1_000).ShouldBe(expected);

    [Theory]
    [InlineData("auto", 1024, null)]
    [InlineData("auto", 1025, 1024)]
    [InlineData("all", 1_000_000, null)]
    [InlineData("300", 300, null)]
    [InlineData("300", 301, 300)]
    public void ADenominatorRunsOverAllNodesOrADrawnPart(string negatives, int nodes, int? expected) =>
        new ContrastiveSettings { Negatives = negatives }.NegativesOf(nodes).ShouldBe(expected);
}
