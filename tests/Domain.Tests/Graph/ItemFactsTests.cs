using KDiffE.Domain.Graph;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Graph;

public sealed class ItemFactsTests
{
    private const int Directed = 1, Genre = 2, Sequel = 3;

    // Four films 0–3, which are entities 100–103; 4 is in no graph. Lang (201) directed 0 and 1, all four are films (204),
    // 0, 2 and 3 are noir (202), 2 alone is a western (203); 1 and 3 are sequels of 0, and so is 2 of itself.
    private static ItemFacts Films()
    {
        var builder = new ItemFactsBuilder(4);
        for (var item = 0; item < 4; item++)
            builder.AddLink(item, 100 + item);
        builder.AddTriple(201, Directed, 100);
        builder.AddTriple(201, Directed, 101);
        builder.AddTriple(201, Directed, 101);
        foreach (var film in (int[])[103, 100, 101, 102])
            builder.AddTriple(film, Genre, 204);
        foreach (var film in (int[])[100, 102, 103])
            builder.AddTriple(film, Genre, 202);
        builder.AddTriple(102, Genre, 203);
        builder.AddTriple(101, Sequel, 100);
        builder.AddTriple(103, Sequel, 100);
        builder.AddTriple(102, Sequel, 102);
        builder.AddTriple(203, Genre, 204);
        for (var entity = 100; entity < 104; entity++)
            builder.NameEntity(entity, $"film{entity}", null);
        builder.NameEntity(201, "m.201", "Fritz Lang");
        builder.NameEntity(202, "m.202", "noir");
        builder.NameEntity(204, "m.204", "film");
        builder.NameRelation(Directed, "directed");
        builder.NameRelation(Genre, "genre");
        builder.NameRelation(Sequel, "sequel_of^-1");
        return builder.Build();
    }

    [Fact]
    public void TwoItemsShareFactsTheRarestFirst()
    {
        var films = Films();

        films.SharedWith(0, 1, most: 10).ShouldBe([new ItemFact("directed^-1", "m.201", "Fritz Lang", 2), new ItemFact("genre", "m.204", "film", 4)]);
        films.SharedWith(3, 0, most: 10).ShouldBe([new ItemFact("genre", "m.202", "noir", 3), new ItemFact("genre", "m.204", "film", 4)]);
        // A relation that is called as an inverse is stays apart from inverses.
        films.SharedWith(1, 3, most: 1).ShouldBe([new ItemFact("sequel_of^-1^+1", "film100", "film100", 2)]);
        films.SharedWith(0, 0, most: 10).ShouldBeEmpty();
        films.SharedWith(0, 1, most: 0).ShouldBeEmpty();
    }

    [Fact]
    public void AnItemSharesFactsWithSomeOfWhatSomebodyHad()
    {
        var shared = Films().SharedWith(0, [3, 0, 2, 1], most: 2);

        shared.Select(x => x.Fact.EntityName).ShouldBe(["Fritz Lang", "noir"]);
        shared.Select(x => x.With).ShouldBe([[1], [3, 2]]);
    }

    [Fact]
    public void LikenessIsTheCosineOfFactsWeightedByTheirRarity()
    {
        var (films, top) = (Films(), new ScoredItem[10]);

        // Facts of 0: Lang (df 2), film (4: weighs nothing), noir (3), and being preceded by 1 and by 3 (1 each).
        // Facts of 1: Lang, film, sequel of 0 (2). Of 2: film, noir, western (1). Of 3: film, noir, sequel of 0.
        double two = Sq(2), one = Sq(4), three = Sq(4.0 / 3);
        double n0 = Math.Sqrt(two + three + one + one), n1 = Math.Sqrt(two + two), n2 = Math.Sqrt(three + one), n3 = Math.Sqrt(three + two);
        (int Item, double Score)[] expected = [(1, two / (n0 * n1)), (3, three / (n0 * n3)), (2, three / (n0 * n2))];

        films.SimilarTo(0, All(4), top).ShouldBe(3);

        top.Take(3).Select(x => x.Item).ShouldBe(expected.Select(x => x.Item));
        top.Take(3).Select(x => (double)x.Score).ShouldBe(expected.Select(x => x.Score), tolerance: 1e-6);
        // 1 and 2 share nothing but being films.
        films.SimilarTo(2, All(4), top).ShouldBe(2);
        top.Take(2).Select(x => x.Item).ShouldBe([3, 0]);

        static double Sq(double ratio) => Math.Log(ratio) * Math.Log(ratio);
    }

    [Fact]
    public void OnlyAllowedItemsAreFoundAndTiesGoToTheLowerRow()
    {
        var builder = new ItemFactsBuilder(6);
        for (var item = 0; item < 6; item++)
            builder.AddLink(item, 100 + item);
        foreach (var item in (int[])[4, 3, 2, 1, 0])
            builder.AddTriple(100 + item, Genre, 7);
        builder.NameEntity(7, "seven", null);
        builder.NameRelation(Genre, "genre");
        var (facts, allowed, top) = (builder.Build(), All(6), new ScoredItem[2]);
        allowed[1] = false;

        facts.SimilarTo(0, allowed, top).ShouldBe(2);
        top.ShouldBe([new ScoredItem(2, 1), new ScoredItem(3, 1)]);
        facts.SimilarTo(5, allowed, top).ShouldBe(0);
        facts.SimilarTo(0, allowed, []).ShouldBe(0);
    }

    [Fact]
    public void ItemsThatAreOneEntityShareItsTriples()
    {
        var builder = new ItemFactsBuilder(3);
        builder.AddLink(0, 9);
        builder.AddLink(2, 9);
        builder.AddTriple(9, Genre, 7);
        builder.NameEntity(7, "seven", null);
        builder.NameRelation(Genre, "genre");

        builder.Build().SharedWith(0, 2, most: 5).ShouldBe([new ItemFact("genre", "seven", "seven", 2)]);
    }

    [Fact]
    public void ATripleThatComesAfterNamesIsRefused()
    {
        var builder = new ItemFactsBuilder(1);
        builder.NameEntity(1, "one", null);

        Should.Throw<InvalidOperationException>(() => builder.AddTriple(1, 2, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => builder.AddLink(1, 5));
    }

    [Fact]
    public void FindsWhatComparingEveryPairFinds()
    {
        var random = new Random(6);
        for (var trial = 0; trial < 60; trial++)
        {
            // From small graphs to those with facts of more than a thousand items, for which the search stops early.
            var (items, entities) = trial % 3 == 0 ? (4_000, 300) : (random.Next(1, 60), random.Next(1, 30));
            var builder = new ItemFactsBuilder(items);
            var facts = Enumerable.Range(0, items).Select(_ => new HashSet<(bool, long)>()).ToArray();
            for (var item = 0; item < items; item++)
            {
                builder.AddLink(item, item);
                for (var k = random.Next(8); k > 0; k--)
                {
                    // The lower the number, the more items have it.
                    var entity = 1_000_000 + (long)(entities * Math.Pow(random.NextDouble(), 6));
                    var inverse = random.Next(4) == 0;
                    builder.AddTriple(inverse ? entity : item, 0, inverse ? item : entity);
                    facts[item].Add((inverse, entity));
                }
            }

            for (var entity = 0; entity < entities; entity++)
                builder.NameEntity(1_000_000 + entity, $"e{entity}", null);
            builder.NameRelation(0, "r");
            var (built, allowed) = (builder.Build(), new ItemMask(items));
            for (var item = 0; item < items; item++)
                allowed[item] = random.Next(5) > 0;

            var df = facts.SelectMany(x => x).GroupBy(x => x).ToDictionary(x => x.Key, x => x.Count());
            var norms = facts.Select(own => Math.Sqrt(own.Sum(Square))).ToArray();
            for (var k = 0; k < 10; k++)
            {
                var (item, top) = (random.Next(items), new ScoredItem[random.Next(1, 20)]);
                var found = built.SimilarTo(item, allowed, top);

                // Rarest first, as the sums are taken: rounding cannot reorder what is equal.
                var expected = Enumerable.Range(0, items).Where(other => other != item && allowed[other])
                    .Select(other => (Item: other, Product: facts[item].Where(facts[other].Contains).OrderBy(x => df[x]).Sum(Square)))
                    .Where(x => x.Product > 0).Select(x => new ScoredItem(x.Item, (float)(x.Product / (norms[item] * norms[x.Item]))))
                    .OrderByDescending(x => x.Score).ThenBy(x => x.Item).Take(top.Length).ToArray();
                found.ShouldBe(expected.Length);
                for (var place = 0; place < found; place++)
                    top[place].Score.ShouldBe(expected[place].Score, 1e-6f);
                top[..found].Select(x => x.Item).ShouldBe(expected.Select(x => x.Item));
            }

            double Square((bool, long) fact) => Math.Log((double)items / df[fact]) * Math.Log((double)items / df[fact]);
        }
    }

    [Fact]
    public void AnItemThatSharesButTheCommonestFactIsFoundWhereItIsTheMostAlike()
    {
        // 0 and 1 share something rare, but 1 has 200 more facts; half of all share the commonest one, and have no other.
        const int Items = 3_000;
        var builder = new ItemFactsBuilder(Items);
        for (var item = 0; item < Items; item++)
            builder.AddLink(item, item);
        for (var item = 0; item < Items; item += 2)
            builder.AddTriple(item, 0, 10_000);
        builder.AddTriple(0, 0, 10_001);
        builder.AddTriple(1, 0, 10_001);
        for (var k = 0; k < 200; k++)
            builder.AddTriple(1, 0, 20_000 + k);
        builder.NameEntity(10_000, "common", null);
        builder.NameEntity(10_001, "rare", null);
        builder.NameRelation(0, "r");
        var top = new ScoredItem[1];

        builder.Build().SimilarTo(0, All(Items), top).ShouldBe(1);

        // ln(2) / |0| = .094 against ln²(1500) / (|0| · |1|) = .064.
        top[0].Item.ShouldBe(2);
        ((double)top[0].Score).ShouldBe(Math.Log(2) / Math.Sqrt(Math.Pow(Math.Log(2), 2) + Math.Pow(Math.Log(1_500), 2)), 1e-6);
    }

    [Fact]
    public void SearchesAtTheSameTimeDoNotMeet()
    {
        var films = Films();
        Parallel.For(0, 2_000, k =>
        {
            var top = new ScoredItem[3];
            films.SimilarTo(k % 2 == 0 ? 0 : 2, All(4), top);
            top[0].Item.ShouldBe(k % 2 == 0 ? 1 : 3);
        });
    }

    [Fact]
    public void ASearchAllocatesNothing()
    {
        var (films, all, top) = (Films(), All(4), new ScoredItem[3]);
        films.SimilarTo(0, all, top);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 100; k++)
            films.SimilarTo(k % 4, all, top);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ItemMask All(int items)
    {
        var mask = new ItemMask(items);
        mask.SetAll();
        return mask;
    }
}
