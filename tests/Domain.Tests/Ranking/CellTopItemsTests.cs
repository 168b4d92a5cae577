using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Tests.Ranking;

/// <summary>A search of all cells finds what any search finds, in whatever order it comes to them, and one of some of them fills its page.</summary>
public sealed class CellTopItemsTests : TopItemsContract, IDisposable
{
    private readonly List<QuantizedRows> _made = [];
    private readonly Random _random = new(31);

    public override ITopItems ByDotProduct(float[] rows, int dim) => InCells(ExactTopItems.ByDotProduct(rows, dim), rows, dim, share: 1);

    public override ITopItems ByCosine(float[] rows, int dim) => InCells(ExactTopItems.ByCosine(rows, dim), rows, dim, share: 1);

    public void Dispose() => _made.ForEach(rows => rows.Dispose());

    [Fact]
    public void AFilterThatLetsFewItemsThroughStillFillsThePage()
    {
        for (var trial = 0; trial < 200; trial++)
        {
            var (items, dim, n) = (_random.Next(1, 4_000), _random.Next(1, 20), _random.Next(1, 30));
            float[] rows = [.. Enumerable.Range(0, items * dim).Select(_ => _random.NextSingle() - 0.5f)];
            float[] query = [.. Enumerable.Range(0, dim).Select(_ => _random.NextSingle() - 0.5f)];
            var share = Math.Pow(_random.NextDouble(), 3);
            int[] kept = [.. Enumerable.Range(0, items).Where(_ => _random.NextDouble() < share)];
            var exact = ExactTopItems.ByDotProduct(rows, dim);

            var found = Find(InCells(exact, rows, dim, share: 0.001), query, Allowed(items, [.. Enumerable.Range(0, items).Except(kept)]), n);

            found.Length.ShouldBe(Math.Min(n, kept.Length));
            found.Select(item => item.Item).Distinct().Count().ShouldBe(found.Length);
            found.ShouldAllBe(item => Array.BinarySearch(kept, item.Item) >= 0);
            var scores = Find(exact, query, allowed: null, items).ToDictionary(item => item.Item, item => item.Score);
            found.ShouldAllBe(item => item.Score == scores[item.Item]);
            found.ShouldBe(found.OrderByDescending(item => item.Score).ThenBy(item => item.Item));
        }
    }

    [Fact]
    public void ThousandsOfCellsOfEquallyNearCentresAreAllSearchedWhereAllAreToBe()
    {
        const int cells = 1_500, items = 3_000, dim = 4;
        float[] rows = [.. Enumerable.Range(0, items * dim).Select(_ => (float)_random.Next(-3, 4))];
        float[] centroids = [.. Enumerable.Range(0, cells * dim).Select(_ => (float)_random.Next(2))];
        long[] offsets = [.. Enumerable.Range(0, cells + 1).Select(cell => cell * 2L)];
        foreach (var exact in (ExactTopItems[])[ExactTopItems.ByDotProduct(rows, dim), ExactTopItems.ByCosine(rows, dim), ExactTopItems.ByCosine(rows, dim, compared: 2)])
        {
            var engine = Engine(exact, rows, dim, new ItemCells(offsets, centroids), share: 1);

            Find(engine, [1, 2, -1, 3], allowed: null, n: 40).ShouldBe(Find(exact, [1, 2, -1, 3], allowed: null, n: 40));
        }
    }

    [Fact]
    public void WhatFollowsAPageIsAllThatRanksBelowItsEnd()
    {
        const int items = 30_000, dim = 3;
        float[] rows = [.. Enumerable.Range(0, items * dim).Select(_ => _random.NextSingle() - 0.5f)];
        var exact = ExactTopItems.ByDotProduct(rows, dim);
        var engine = InCells(exact, rows, dim, share: 0.001);
        float[] query = [0.3f, -0.7f, 0.2f];

        var pages = new List<ScoredItem>(Find(engine, query, allowed: null, n: 20));
        while (Find(engine, query, allowed: null, n: 20, pages[^1]) is { Length: > 0 } page)
            pages.AddRange(page);

        var first = pages[19];
        pages.Skip(20).ShouldBe(Find(exact, query, allowed: null, items, first));
    }

    [Fact]
    public void OnlyTheNearestCellIsSearchedWhereThatSuffices()
    {
        // Item 1,500 is the best of all, and lies in the cell whose centre says otherwise.
        var rows = new float[3_000 * 2];
        for (var row = 0; row < 3_000; row++)
            rows[row * 2] = row < 1_000 ? 1 + (row / 1_000f) : 0;
        rows[1_500 * 2] = 9;
        var engine = Engine(ExactTopItems.ByDotProduct(rows, dim: 2), rows, dim: 2, new ItemCells(new long[] { 0, 1_000, 2_000, 3_000 }, new float[] { 1.5f, 0, 0, 0, -1, 0 }), share: 0.3);

        Find(engine, [1, 0], allowed: null, n: 2).Select(item => item.Item).ShouldBe([999, 998]);
        // Six items take six times the least number that is looked at for each.
        Find(engine, [1, 0], allowed: null, n: 6).Select(item => item.Item).ShouldBe([1_500, 999, 998, 997, 996, 995]);
    }

    [Fact]
    public void AFilterThatLetsFewThroughHasAllOfThemLookedAt()
    {
        // Two hundred for each that is wanted, of which the best lies in the farther cell, and one more.
        var rows = new float[2_000];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row == 1_900 ? 5 : 1;
        var engine = Engine(ExactTopItems.ByDotProduct(rows, dim: 1), rows, dim: 1, new ItemCells(new long[] { 0, 1_000, 2_000 }, new float[] { 1, 0 }), share: 0.001);
        var few = Allowed(2_000, [.. Enumerable.Range(199, 1_801).Where(row => row != 1_900)]);

        Find(engine, [1], few, n: 1).ShouldBe([new ScoredItem(1_900, 5)]);
        few[500] = true;
        Find(engine, [1], few, n: 1).ShouldBe([new ScoredItem(0, 1)]);
    }

    [Fact]
    public void ItemsThatCameAfterTheCellsAreAlwaysFound()
    {
        var rows = new float[2_100];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row < 2_000 ? 1 : 2;
        var engine = Engine(ExactTopItems.ByDotProduct(rows, dim: 1), rows, dim: 1, new ItemCells(new long[] { 0, 1_000, 2_000 }, new float[] { 1, 0.5f }), share: 0.001);

        Find(engine, [1], allowed: null, n: 1).ShouldBe([new ScoredItem(2_000, 2)]);
    }

    // Cells of any sizes, also of none, with centres that say nothing of them, and some rows behind the last one.
    private QuantizedTopItems InCells(ExactTopItems exact, float[] rows, int dim, double share)
    {
        var items = rows.Length / dim;
        var end = items == 0 ? 0 : _random.Next(items * 9 / 10, items + 1);
        long[] offsets = [0, .. Enumerable.Range(0, _random.Next(0, 40)).Select(_ => (long)_random.Next(end + 1)).Order(), end];
        float[] centroids = [.. Enumerable.Range(0, (offsets.Length - 1) * dim).Select(_ => _random.NextSingle() - 0.5f)];
        return Engine(exact, rows, dim, new ItemCells(offsets, centroids), share);
    }

    private QuantizedTopItems Engine(ExactTopItems exact, float[] rows, int dim, ItemCells cells, double share)
    {
        _made.Add(new QuantizedRows(rows, dim));
        return new QuantizedTopItems(exact, _made[^1], cells, share);
    }
}
