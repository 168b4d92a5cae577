using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class TieOrderTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 1000).Select(i => $"item-{i}")];

    [Fact]
    public void FollowsTheIdAndNotTheIndex()
    {
        var order = TieOrder.Of(Ids);
        order.Order().ShouldBe(Enumerable.Range(0, 1000));
        TieOrder.Of([.. Ids.Reverse()]).ShouldBe(order.Reverse());
    }

    [Fact]
    public void IsUnrelatedToTheNumbering()
    {
        // Rank correlation of a random order: 0 with a standard deviation of 1/√999.
        var order = TieOrder.Of(Ids);
        var correlation = 1 - (order.Select((rank, i) => 6.0 * (rank - i) * (rank - i)).Sum() / (1000.0 * 999_999));
        correlation.ShouldBe(0, 0.1);
    }
}
