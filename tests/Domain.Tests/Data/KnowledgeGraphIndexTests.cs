using KDiffE.Domain.Data;

namespace KDiffE.Domain.Tests.Data;

public sealed class KnowledgeGraphIndexTests
{
    [Fact]
    public void AnEntityNeverSharesANodeWithAnItem()
    {
        // The entity's external id is that of an item; only the link makes it one.
        var data = Build(b =>
        {
            b.AddItem("1");
            b.AddItem("2");
            b.AddLink("1", "e1");
            b.AddTriple("e1", "likes", "2");
        });

        data.EntityIds.ShouldBe(["2"]);
        Triples(data).ShouldBe([(0, "likes", 2)]);
    }

    [Fact]
    public void ATripleBetweenItemsIsSeenFromBoth()
    {
        var data = Build(b =>
        {
            b.AddItem("a");
            b.AddItem("b");
            b.AddLink("a", "ea");
            b.AddLink("b", "eb");
            b.AddTriple("ea", "sequel_of", "eb");
        });

        data.Entities.ShouldBe(0);
        Triples(data).ShouldBe([(0, "sequel_of", 1), (1, "sequel_of^-1", 0)]);
    }

    [Theory]
    [InlineData("prequel")]
    [InlineData("sequel^-1")]
    [InlineData("sequel^+1")]
    [InlineData("sequel^-1^-1")]
    [InlineData("sequel^-1^+1")]
    public void TheNameOfARelationDoesNotDecideTheGraph(string other)
    {
        var data = Build(b =>
        {
            foreach (var item in new[] { "a", "b" })
            {
                b.AddItem(item);
                b.AddLink(item, "e" + item);
            }

            b.AddTriple("ea", "sequel", "eb");
            b.AddTriple("eb", other, "ea");
        });

        // Two relations and their inverses, each seen from one item.
        (data.Triples.Count, data.Relations, data.RelationIds.Distinct().Count()).ShouldBe((4, 4, 4));
    }

    [Fact]
    public void ATripleThatEndsInAnItemIsSeenFromItUnderTheInverseRelation()
    {
        var data = Build(b =>
        {
            b.AddItem("film");
            b.AddLink("film", "m.1");
            b.AddTriple("m.9", "produced", "m.1");
        });

        Triples(data).ShouldBe([(0, "produced^-1", 1)]);
        data.EntityIds.ShouldBe(["m.9"]);
    }

    [Fact]
    public void ATripleOfAnEntityThatItemsShareIsSeenFromEach()
    {
        var data = Build(b =>
        {
            b.AddItem("first edition");
            b.AddItem("second edition");
            b.AddLink("first edition", "book");
            b.AddLink("second edition", "book");
            b.AddTriple("book", "by", "author");
        });

        Triples(data).ShouldBe([(0, "by", 2), (1, "by", 2)]);
    }

    [Fact]
    public void ARepeatedTripleCountsOnceAndOneWithItselfNever()
    {
        var data = Build(b =>
        {
            b.AddItem("a");
            b.AddLink("a", "ea");
            b.AddTriple("ea", "has", "x");
            b.AddTriple("ea", "has", "x");
            b.AddTriple("ea", "same_as", "ea");
        });

        Triples(data).ShouldBe([(0, "has", 1)]);
    }

    [Fact]
    public void TriplesBetweenOtherEntitiesAreLeftOut()
    {
        var data = Build(b =>
        {
            b.AddItem("a");
            b.AddTriple("x", "knows", "y");
        });

        (data.Triples.Count, data.Entities).ShouldBe((0, 0));
    }

    [Fact]
    public void FeaturesFollowTheirItemsAndLeaveTheOthersZero()
    {
        var data = Build(b =>
        {
            b.AddItem("a", "A name");
            b.AddItem("b", " ");
            var add = b.AddFeature("image", 2);
            add("c", [3, 4]);
            add("a", [1, 2]);
        });

        data.ItemIds.ShouldBe(["a", "b", "c"]);
        data.ItemNames.ShouldBe(["A name", null, null]);
        data.Features[0].Values.ShouldBe([1, 2, 0, 0, 3, 4]);
        data.Features[0].Present.ShouldBe([true, false, true]);
    }

    private static Dataset Build(Action<DatasetBuilder> fill)
    {
        var builder = new DatasetBuilder("test");
        fill(builder);
        return builder.Build(1);
    }

    private static (int Head, string Relation, int Tail)[] Triples(Dataset data) =>
        [.. Enumerable.Range(0, data.Triples.Count).Select(k =>
            (data.Triples.Heads[k], data.RelationIds[data.Triples.Relations[k]], data.Triples.Tails[k]))];
}
