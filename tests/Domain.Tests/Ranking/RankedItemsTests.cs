using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Ranking;

public sealed class RankedItemsTests
{
    [Fact]
    public void PopularItemsAreOrderedByPopularityThenRow()
    {
        var popular = new RankedItems([3, 9, 0, 9, 1e30f]);
        var top = new ScoredItem[10];
        popular.Find(allowed: null, after: null, top).ShouldBe(5);
        top.Take(5).Select(x => x.Item).ShouldBe([4, 1, 3, 0, 2]);
        popular.Find(TopItemsContract.Allowed(5, [1, 4]), after: null, top.AsSpan(0, 2)).ShouldBe(2);
        top.Take(2).ShouldBe([new ScoredItem(3, 9), new ScoredItem(0, 3)]);
    }

    [Fact]
    public void TheTwoZerosAreOneScoreAndNegativeScoresComeLast()
    {
        var ranked = new RankedItems([-1f, -0f, float.NegativeInfinity, 0f, float.Epsilon, -2f, float.PositiveInfinity]);
        var top = new ScoredItem[7];
        ranked.Find(allowed: null, after: null, top).ShouldBe(7);
        top.Select(x => x.Item).ShouldBe([6, 4, 1, 3, 0, 5, 2]);
    }

    [Fact]
    public void PagesTogetherAreTheWholeOrderWithoutRepeatsOrGaps()
    {
        var random = new Random(13);
        for (var trial = 0; trial < 100; trial++)
        {
            var (items, n) = (random.Next(0, 900), random.Next(1, 80));
            float[] scores = [.. Enumerable.Range(0, items).Select(_ => (float)random.Next(-9, 10))];
            int[] excluded = [.. Enumerable.Range(0, items).Where(_ => random.Next(3) == 0)];
            var (popular, allowed, top) = (new RankedItems(scores), TopItemsContract.Allowed(items, excluded), new ScoredItem[n]);

            var all = new List<ScoredItem>();
            for (var found = n; found > 0; all.AddRange(top.Take(found)))
                found = popular.Find(allowed, all.Count == 0 ? null : all[^1], top);

            all.ShouldBe(Enumerable.Range(0, items).Except(excluded).Select(i => new ScoredItem(i, scores[i])).OrderByDescending(x => x.Score).ThenBy(x => x.Item));
        }
    }

    [Fact]
    public void ASearchAllocatesNothing()
    {
        var popular = new RankedItems([.. Enumerable.Range(0, 5_000).Select(i => (float)i)]);
        var top = new ScoredItem[100];
        popular.Find(allowed: null, new ScoredItem(7, 20), top);

        var before = GC.GetAllocatedBytesForCurrentThread();
        popular.Find(allowed: null, new ScoredItem(7, 20), top);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
