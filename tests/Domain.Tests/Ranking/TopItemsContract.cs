using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Ranking;

/// <summary>What every engine promises: it finds what sorting everything would find.</summary>
public abstract class TopItemsContract
{
    /// <summary>An engine that ranks by dot products.</summary>
    public abstract ITopItems ByDotProduct(float[] rows, int dim);

    /// <summary>One that ranks by cosines.</summary>
    public abstract ITopItems ByCosine(float[] rows, int dim);

    // Small whole numbers: float sums are exact in any order, and ties abound.
    private static float[] WholeNumbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-3, 4))];

    [Fact]
    public void FindsWhatSortingEverythingFinds()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 300; trial++)
        {
            var (d, items, n) = (random.Next(1, 70), random.Next(0, 700), random.Next(0, 60));
            var rows = WholeNumbers(random, items * d);
            var query = WholeNumbers(random, d);
            int[] excluded = [.. Enumerable.Range(0, items).Where(_ => random.Next(5) == 0)];

            var expected = Enumerable.Range(0, items).Except(excluded)
                .Select(i => new ScoredItem(i, Enumerable.Range(0, d).Sum(k => query[k] * rows[(i * d) + k])))
                .OrderByDescending(x => x.Score).ThenBy(x => x.Item).Take(n).ToArray();
            Find(ByDotProduct(rows, d), query, excluded, n).ShouldBe(expected);
        }
    }

    [Fact]
    public void RanksByCosineWhateverTheLengths()
    {
        float[] rows = [10, 0, 0.1f, 0.1f, 0, -3, 0, 0];
        var found = Find(ByCosine(rows, dim: 2), [5, 0], excluded: [], n: 4);
        found.Select(x => x.Item).ShouldBe([0, 1, 2, 3]);
        found.Select(x => (double)x.Score).ShouldBe([1, Math.Sqrt(0.5), 0, 0], tolerance: 1e-6);
    }

    [Fact]
    public void TiesGoToTheLowerRow() =>
        Find(ByDotProduct(Enumerable.Repeat(1f, 1_000).ToArray(), dim: 1), [1], excluded: [0, 2], n: 3)
            .Select(x => x.Item).ShouldBe([1, 3, 4]);

    [Fact]
    public void ReturnsAllThatIsAllowedWhenMoreIsAskedFor() =>
        Find(ByDotProduct([1, 2, 3], dim: 1), [1], excluded: [2], n: 10)
            .ShouldBe([new ScoredItem(1, 2), new ScoredItem(0, 1)]);

    [Fact]
    public void ReturnsNothingWhenEverythingIsExcluded() =>
        Find(ByDotProduct([1, 2], dim: 1), [1], excluded: [0, 1], n: 10).ShouldBeEmpty();

    [Fact]
    public void ScoresThatAreNotNumbersAreLeftOut() =>
        Find(ByDotProduct([float.NaN, 1, 2], dim: 1), [1], excluded: [], n: 3)
            .Select(x => x.Item).ShouldBe([2, 1]);

    [Fact]
    public void RefusesAQueryOfAnotherLength() =>
        Should.Throw<ArgumentException>(() => Find(ByDotProduct(new float[6], dim: 3), [1, 2], [], n: 1));

    [Fact]
    public void PagesTogetherAreTheWholeRankingWithoutRepeatsOrGaps()
    {
        var random = new Random(13);
        for (var trial = 0; trial < 100; trial++)
        {
            var (items, n) = (random.Next(0, 900), random.Next(1, 80));
            var rows = WholeNumbers(random, items * 3);
            var query = WholeNumbers(random, 3);
            int[] excluded = [.. Enumerable.Range(0, items).Where(_ => random.Next(3) == 0)];
            var expected = Enumerable.Range(0, items).Except(excluded)
                .Select(i => new ScoredItem(i, Enumerable.Range(0, 3).Sum(k => query[k] * rows[(i * 3) + k])))
                .OrderByDescending(x => x.Score).ThenBy(x => x.Item).ToArray();

            Pages(after => Find(ByDotProduct(rows, 3), query, excluded, n, after)).ShouldBe(expected);
        }

        static List<ScoredItem> Pages(Func<ScoredItem?, ScoredItem[]> find)
        {
            var all = new List<ScoredItem>();
            while (find(all.Count == 0 ? null : all[^1]) is { Length: > 0 } page)
                all.AddRange(page);
            return all;
        }
    }

    [Fact]
    public void ASetOfMoreRowsThanThereAreItemsWillDo() =>
        Find(ByDotProduct([1, 2], dim: 1), [1], Allowed(1_000, [1]), n: 5).ShouldBe([new ScoredItem(0, 1)]);

    [Fact]
    public void ASetOfFewerRowsIsRefused() =>
        Should.Throw<ArgumentException>(() => Find(ByDotProduct(new float[100], dim: 1), [1], new ItemMask(99), n: 5));

    [Fact]
    public void ASearchAllocatesNothing()
    {
        var random = new Random(12);
        var rows = WholeNumbers(random, 5_000 * 64);
        var query = WholeNumbers(random, 64);
        var byScore = ByDotProduct(rows, 64);
        var byCosine = ByCosine(rows, 64);
        var allowed = Allowed(5_000, [.. Enumerable.Range(0, 1_000).Select(i => i * 3)]);
        var top = new ScoredItem[100];
        Search();

        // What the runtime makes of a method that is called often, it makes on the thread that calls it, once.
        Enumerable.Range(0, 5).Min(_ => Allocated()).ShouldBe(0);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
                Search();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Search()
        {
            byScore.Find(query, allowed, new ScoredItem(7, 20), top);
            byCosine.Find(query, allowed, after: null, top);
        }
    }

    internal static ItemMask Allowed(int items, int[] excluded)
    {
        var allowed = new ItemMask(items);
        allowed.SetAll();
        foreach (var item in excluded)
            allowed[item] = false;
        return allowed;
    }

    private static ScoredItem[] Find(ITopItems engine, float[] query, int[] excluded, int n, ScoredItem? after = null) =>
        Find(engine, query, Allowed(1_000, excluded), n, after);

    internal static ScoredItem[] Find(ITopItems engine, float[] query, ItemMask? allowed, int n, ScoredItem? after = null)
    {
        var top = new ScoredItem[n];
        return top[..engine.Find(query, allowed, after, top)];
    }
}
