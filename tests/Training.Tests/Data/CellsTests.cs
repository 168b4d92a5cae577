using KDiffE.Training.Data;

namespace KDiffE.Training.Tests.Data;

public sealed class CellsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    // Four groups of ten on a line, at 0, 10, 20 and 30; rows take turns.
    private static readonly float[] Rows = [.. Enumerable.Range(0, 40).Select(row => (row % 4 * 10) + (row / 40f))];

    [Fact]
    public void EveryRowIsInTheCellOfTheNearestCentre()
    {
        var cells = Cells.Of(Rows, dim: 1, count: 4, Token);

        Enumerable.Range(0, 4).SelectMany(cell => cells.Members.Row(cell).ToArray()).Order().ShouldBe(Enumerable.Range(0, 40));
        for (var cell = 0; cell < 4; cell++)
        {
            foreach (var row in cells.Members.Row(cell))
                Math.Abs(cells.Centroids[cell] - Rows[row]).ShouldBe(cells.Centroids.Min(centre => Math.Abs(centre - Rows[row])), 1e-5f);
        }
    }

    [Fact]
    public void AroundACellAreItselfAndTheNextAsFarAsThereIsRoom()
    {
        var cells = Cells.Of(Rows, dim: 1, count: 4, Token);
        var cell = Array.IndexOf(cells.Centroids, cells.Centroids.Min());
        int[] own = cells.Members.Row(cell).ToArray();
        var next = Enumerable.Range(0, 4).Where(other => other != cell).MinBy(other => cells.Centroids[other] - cells.Centroids[cell]);
        int[] others = cells.Members.Row(next).ToArray();

        cells.Around(cell, own, most: own.Length).ShouldBe(own);
        cells.Around(cell, own, most: 1000).ShouldBe(Enumerable.Range(0, 40));
        cells.Around(cell, own, own.Length + others.Length).ShouldBe(own.Concat(others).Order());
        cells.Around(cell, own[4..7], most: 5).ShouldBe([own[0], own[1], .. own[4..7]]);
        cells.Around(cell, own[4..7], own.Length + 2).ShouldBe(own.Concat(others[..2]).Order());
    }

    [Fact]
    public void ACellThatIsTooLargeIsInPartsOfAboutTheSameSize()
    {
        var cells = Cells.Of(new float[121], dim: 1, count: 1, Token);

        cells.Parts(0, most: 60).Select(part => part.Length).ShouldBe([41, 41, 39]);
        cells.Parts(0, most: 60).SelectMany(part => part).ShouldBe(Enumerable.Range(0, 121));
        cells.Parts(0, most: 121).ShouldHaveSingleItem().Length.ShouldBe(121);
    }
}
