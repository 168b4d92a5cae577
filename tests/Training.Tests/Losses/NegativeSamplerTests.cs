using KDiffE.Training.Kernels;
using KDiffE.Training.Model;

namespace KDiffE.Training.Tests.Losses;

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
    public void MasksExactlyThePositivesAmongSharedNegatives()
    {
        var sampler = new NegativeSampler(Seen, new Random(5));

        sampler.PositivesAmong([1, 0], [3, 9, 3, 0]).ShouldBe([true, false, true, false, true, false, true, true]);
    }
}
