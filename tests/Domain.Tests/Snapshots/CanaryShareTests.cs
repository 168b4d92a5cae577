using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Tests.Snapshots;

public sealed class CanaryShareTests
{
    private const int Users = 20_000;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void ItIncludesItsShareOfTheUsers(double share)
    {
        var canary = new CanaryShare("v1", share);

        var included = Enumerable.Range(0, Users).Count(user => canary.Includes($"user-{user:D5}"));

        // Five standard deviations of a binomial.
        var spread = Math.Sqrt(Users * share * (1 - share));
        ((double)included).ShouldBeInRange((Users * share) - (5 * spread), (Users * share) + (5 * spread));
    }

    [Fact]
    public void AGreaterShareIncludesTheUsersOfASmallerOne()
    {
        var (small, great) = (new CanaryShare("v1", 0.1), new CanaryShare("v1", 0.3));

        Enumerable.Range(0, Users).Select(user => $"{user}").Where(small.Includes).ShouldAllBe(user => great.Includes(user));
    }

    [Fact]
    public void AnotherCanaryIncludesOtherUsers()
    {
        var (first, second) = (new CanaryShare("v1", 0.1), new CanaryShare("v2", 0.1));

        var both = Enumerable.Range(0, Users).Count(user => first.Includes($"{user}") && second.Includes($"{user}"));

        both.ShouldBeInRange(100, 300, "a tenth of a tenth");
    }

    [Fact]
    public void TheSameUsersAreIncludedInEveryProcess() =>
        Enumerable.Range(0, 100).Where(user => new CanaryShare("v1", 0.1).Includes($"user-{user}")).ShouldBe([4, 6, 9, 11, 16, 17, 23, 26, 36, 44, 52, 68, 76, 78, 90], "worked out by another program");
}
