using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Data;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Data;

public sealed class FeatureClustersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void AFeatureIsStandardisedOverItsItemsAndRowsHaveLengthOne()
    {
        // Of items 0, 2 and 3 the first dimension has mean 2 and deviation √(8/3), the second mean 0 and deviation √(2/3).
        var feature = StandardisedFeature.Of(new ItemFeature("image", 3, [0, -1, 5, 99, 99, 99, 4, 0, 5, 2, 1, 5], [true, false, true, true]));

        feature.Items.ShouldBe([0, 2, 3]);
        var half = 1 / Math.Sqrt(2);
        feature.Rows.ShouldBeNear([-half, -half, 0, 1, 0, 0, 0, 1, 0], 1e-6);
        feature.Means.ShouldBe([2, 0, 5]);
        feature.Deviations.ShouldBe([Math.Sqrt(8.0 / 3), Math.Sqrt(2.0 / 3), 0], 1e-12);
    }

    [Fact]
    public void ADimensionInWhichAllAreAlikeButForRoundingSaysNothing()
    {
        var next = MathF.BitIncrement(12345.678f);
        StandardisedFeature.Of(new ItemFeature("image", 2, [12345.678f, 1, next, 2, 12345.678f, 4], [true, true, true]))
            .Rows.Where((_, k) => k % 2 == 0).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void EveryItemWithTheFeatureGetsATripleToItsCluster()
    {
        // Items 1 and 4 point one way, 3 the other; 0 and 2 have no image.
        var feature = new ItemFeature("image", 2, [0, 0, 1, 1, 0, 0, -2, -2, 1.1f, 1], [false, true, false, true, true]);

        var clusters = FeatureClusters.Of(feature, clusters: 2, seed: 1, progress: null, Token);
        var triples = clusters.Triples(["a", "b", "c", "d", "e"]).ToList();

        clusters.Count.ShouldBe(2);
        triples.Select(triple => (triple.Item, triple.Relation)).ShouldBe([("b", "has_image"), ("d", "has_image"), ("e", "has_image")]);
        triples[0].Tail.ShouldBe(triples[2].Tail);
        triples.Select(triple => triple.Tail).Distinct().Order().ShouldBe(["image:0", "image:1"]);
    }

    [Fact]
    public void ItemsThatAreAllAlikeShareOneEntity() => FeatureClusters
        .Of(new ItemFeature("text", 2, [3, 4, 3, 4, 3, 4], [true, true, true]), clusters: 64, seed: 1, progress: null, Token)
        .Triples(["a", "b", "c"])
        .ShouldBe([new ItemTriple("a", "has_text", "text:0"), new("b", "has_text", "text:0"), new("c", "has_text", "text:0")]);
}
