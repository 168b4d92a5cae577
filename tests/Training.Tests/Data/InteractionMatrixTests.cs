using KDiffE.Domain.Data;
using KDiffE.Training.Data;

namespace KDiffE.Training.Tests.Data;

public sealed class InteractionMatrixTests
{
    [Fact]
    public void TheItemsOfEachUserAreListedOnceAndAnewForAnotherSize()
    {
        var interactions = new Interactions([1, 0, 1], [2, 1, 0]);

        var small = interactions.ByUser(users: 2, items: 3);
        small.Row(0).ToArray().ShouldBe([1]);
        small.Row(1).ToArray().ShouldBe([0, 2]);
        interactions.ByUser(2, 3).ShouldBeSameAs(small);

        var large = interactions.ByUser(users: 4, items: 5);
        (large.Rows, large.Cols).ShouldBe((4, 5));
        large.Row(1).ToArray().ShouldBe([0, 2]);
        large.Row(3).Length.ShouldBe(0);
    }
}
