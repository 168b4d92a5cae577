using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;

namespace KDiffE.Training.Tests.Model.Diffusion;

public sealed class ColumnSamplerTests
{
    private static readonly CsrPattern States = CsrPattern.FromPairs(3, 8, [0, 0, 2, 2, 2], [1, 7, 1, 3, 4]);

    [Fact]
    public void WorksOnWhatTheRowsHoldAndOnTheNegativesBesides()
    {
        var drawn = new ColumnSampler(States, 2, new Random(1)).Draw([2, 0]);

        drawn.Columns[..4].ShouldBe([1L, 3, 4, 7]);
        drawn.Columns[4..].ShouldBeSubsetOf([0L, 2, 5, 6]);
        drawn.Columns.ShouldBeUnique();
        drawn.Columns.Length.ShouldBe(6);
        drawn.Entries.Row(0).ToArray().ShouldBe([0, 1, 2]);
        drawn.Entries.Row(1).ToArray().ShouldBe([0, 3]);
    }

    [Fact]
    public void NegativesStandForTheColumnsThatNoRowHolds()
    {
        new ColumnSampler(States, 2, new Random(1)).Draw([2, 0]).Weights.ShouldBe([1f, 1, 1, 1, 2, 2]);
        new ColumnSampler(States, 100, new Random(1)).Draw([2, 0]).Weights.ShouldBe([1f, 1, 1, 1, 1, 1, 1, 1]);
        new ColumnSampler(States, 0, new Random(1)).Draw([0]).Weights.ShouldBe([1f, 1]);
    }

    [Fact]
    public void DrawsEveryOtherColumnEquallyOften()
    {
        var sampler = new ColumnSampler(States, 3, new Random(1));
        var counts = new int[8];
        for (var draw = 0; draw < 4000; draw++)
        {
            foreach (var column in sampler.Draw([2]).Columns)
                counts[column]++;
        }

        // Columns 1, 3, 4 are the row's own; of the five others three are drawn, 2,400 times each with a deviation of 31.
        int[] own = [counts[1], counts[3], counts[4]];
        own.ShouldAllBe(count => count == 4000);
        counts.Where(count => count != 4000).Count().ShouldBe(5);
        counts.Where(count => count != 4000).ShouldAllBe(count => Math.Abs(count - 2400) < 160);
    }

    [Fact]
    public void DrawsAllColumnsWhenThereAreNoMore() =>
        new ColumnSampler(States, 100, new Random(1)).Draw([0]).Columns.Order().ShouldBe([0L, 1, 2, 3, 4, 5, 6, 7]);
}
