using KDiffE.Training.Fitting;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Fitting;

public sealed class NegativeSamplerTests
{
    // User 0 has items 0..8 of 10, user 1 has item 3 only, user 2 has every item.
    private static readonly CsrPattern Seen = CsrPattern.FromPairs(
        3, 10,
        [.. Enumerable.Repeat(0, 9), 1, .. Enumerable.Repeat(2, 10)],
        [.. Enumerable.Range(0, 9), 3, .. Enumerable.Range(0, 10)]);

    [Fact]
    public void ANegativeIsNeverOneOfTheUsersItems()
    {
        var sampler = new NegativeSampler(Seen, new Random(5));

        for (var round = 0; round < 50; round++)
        {
            var drawn = sampler.PerUser([0, 1]);
            drawn[0].ShouldBe(9);
            drawn[1].ShouldNotBe(3);
        }
    }

    [Fact]
    public void AUserWithEveryItemStillGetsOne() =>
        new NegativeSampler(Seen, new Random(5)).PerUser([2])[0].ShouldBeInRange(0, 9);

    [Fact]
    public void ANegativeCountsAsOftenAsItWasDrawnAndForNoUserWhoHasIt()
    {
        // Rows 0 to 2 are the users, 3 to 12 the items.
        var batch = new NegativeSampler(Seen, new Random(5)).Contrast([1, 0], [3, 8], [3, 9, 3, 0]);

        batch.Rows.ShouldBe(13);
        batch.Anchors.ShouldBe([1, 0]);
        batch.Positives.ShouldBe([6, 11]);
        batch.Candidates.ShouldBe([6, 12, 3]);
        batch.Weights.ShouldBe([2f, 1, 1]);
        batch.Excluded!.Row(0).ToArray().ShouldBe([0, 1]);
        batch.Excluded.Row(1).ToArray().ShouldBeEmpty();
        batch.Excluded.Row(2).ToArray().ShouldBe([1]);
        batch.HoldsPositive(0).ShouldBeFalse();
    }

    [Fact]
    public void ABatchRemembersNothingOfTheOneBefore()
    {
        var sampler = new NegativeSampler(Seen, new Random(5));
        sampler.Contrast([0], [0], [4, 9]);

        sampler.Contrast([0], [0], [9]).Excluded!.Indices.ShouldBeEmpty();
    }
}
