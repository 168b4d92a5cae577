using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Data;

namespace KDiffE.Training.Tests.Data;

public sealed class TripleRowsTests
{
    private const int Items = 60;

    // Each item has one of four kinds, one of twenty makers and one of two languages.
    private static readonly Dataset Data = TinyDataset.WithTriples(Items, entities: 26, relations: 3, new Triples(
        [.. Enumerable.Range(0, 3 * Items).Select(k => k / 3)],
        [.. Enumerable.Range(0, 3 * Items).Select(k => k % 3)],
        [.. Enumerable.Range(0, 3 * Items).Select(k => Items + (k % 3) switch { 0 => k / 3 % 4, 1 => 4 + (k / 3 * 7 % 20), _ => 24 + (k / 3 % 5 / 4) })]));

    [Fact]
    public void CosinesOfThoseThatAreAlikeAreThoseOfAll()
    {
        var rows = new TripleRows(Data);
        var (all, some, alike) = (new float[Items], new float[Items], new List<int>());
        // One after the other: what one leaves behind must not reach the next.
        for (var item = 0; item < Items; item++)
        {
            rows.Cosines(item, all);
            rows.Cosines(item, some, alike);

            alike.Order().ShouldBe(Enumerable.Range(0, Items).Where(other => other != item && all[other] > 0));
            alike.ShouldAllBe(other => some[other] == all[other]);
        }
    }

    [Fact]
    public void WhatVeryManyHaveCountsAndYetNobodyIsLookedForByIt()
    {
        // Languages are held by 48 and 12 items, kinds by 15, makers by 3.
        var rows = new TripleRows(Data, mostHolders: 3);
        var (all, some, alike) = (new float[Items], new float[Items], new List<int>());

        rows.Cosines(0, all);
        rows.Cosines(0, some, alike);

        // The makers of 0, 20 and 40 are one; kinds are theirs as well, and languages.
        alike.Order().ShouldBe([20, 40]);
        alike.ShouldAllBe(other => Math.Abs(some[other] - all[other]) < 1e-6f);
        some[20].ShouldBe(1, 1e-6f);
    }

    [Fact]
    public void WhatMoreThanTwentyThousandHaveIsSuch()
    {
        // All but the last have entity 0; items 0 and 1 have entity 1 besides.
        const int Holders = TripleRows.MostHolders + 1;
        var data = TinyDataset.WithTriples(Holders + 1, entities: 2, relations: 1, new Triples(
            [.. Enumerable.Range(0, Holders), 0, 1], [.. Enumerable.Repeat(0, Holders + 2)], [.. Enumerable.Repeat(Holders + 1, Holders), Holders + 2, Holders + 2]));
        var (cosines, alike) = (new float[data.Items], new List<int>());

        new TripleRows(data).Cosines(0, cosines, alike);

        Holders.ShouldBe(20_001);
        alike.ShouldBe([1]);
        cosines[1].ShouldBe(1, 1e-6f);
    }
}
