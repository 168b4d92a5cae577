using KDiffE.Training.Kernels;
using KDiffE.Training.Model;

namespace KDiffE.Training.Tests.Diffusion;

public sealed class ColumnSamplerTests
{
    private static readonly CsrPattern States = CsrPattern.FromPairs(3, 8, [0, 0, 2, 2, 2], [1, 7, 1, 3, 4]);

    [Fact]
    public void RenumbersTheRowsEntriesBehindTheNegatives()
    {
        var drawn = new ColumnSampler(States, 3, new Random(1)).Draw([2, 0]);

        drawn.Columns.ShouldBeUnique();
        drawn.Columns.Length.ShouldBeGreaterThanOrEqualTo(4);
        drawn.Entries.Row(0).ToArray().Select(number => drawn.Columns[number]).ShouldBe([1L, 3, 4]);
        drawn.Entries.Row(1).ToArray().Select(number => drawn.Columns[number]).ShouldBe([1L, 7]);
        drawn.Columns[3..].ShouldBeSubsetOf([1L, 3, 4, 7]);
    }

    [Fact]
    public void MarksTheNegativesThatAreEntriesOfTheRow()
    {
        var sampler = new ColumnSampler(States, 3, new Random(1));
        int[] rows = [0, 1, 2];
        for (var draw = 0; draw < 20; draw++)
        {
            var drawn = sampler.Draw(rows);
            for (var k = 0; k < 9; k++)
                drawn.Absent[k].ShouldBe(States.Row(rows[k / 3]).Contains((int)drawn.Columns[k % 3]) ? 0 : 1);
        }
    }

    [Fact]
    public void DrawsEveryColumnEquallyOften()
    {
        var sampler = new ColumnSampler(States, 3, new Random(1));
        var counts = new int[8];
        for (var draw = 0; draw < 4000; draw++)
        {
            foreach (var column in sampler.Draw([]).Columns)
                counts[column]++;
        }

        // 4000·3/8 = 1500 with a deviation of about 31.
        counts.ShouldAllBe(count => Math.Abs(count - 1500) < 150);
        sampler.Share.ShouldBe(8f / 3);
    }

    [Fact]
    public void DrawsAllColumnsWhenThereAreNoMore() =>
        new ColumnSampler(States, 100, new Random(1)).Draw([0]).Columns.Order().ShouldBe([0L, 1, 2, 3, 4, 5, 6, 7]);
}
