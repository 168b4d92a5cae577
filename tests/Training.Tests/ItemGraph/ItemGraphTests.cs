using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.ItemGraph;

public sealed class ItemGraphTests
{
    [Fact]
    public void NearestByFeaturesLeavesOutTheItemItselfAndThoseWithoutTheFeature()
    {
        // Standardised, the present items lie at −, −, +, + along the first dimension; the second one is constant.
        var feature = new ItemFeature("image", 2, [1, 5, 1.1f, 5, 9, 9, 3, 5, 3.1f, 5], [true, true, false, true, true]);

        var nearest = FeatureNeighbours.Find(feature, 1, TestContext.Current.CancellationToken);

        nearest[0].ShouldBe([1]);
        nearest[1].ShouldBe([0]);
        nearest[2].ShouldBeEmpty();
        nearest[3].ShouldBe([4]);
        nearest[4].ShouldBe([3]);
    }

    [Fact]
    public void AllEqualFeaturesGiveFiniteNeighbours()
    {
        var feature = new ItemFeature("image", 2, [1, 2, 1, 2, 1, 2], [true, true, true]);

        FeatureNeighbours.Find(feature, 2, TestContext.Current.CancellationToken).ShouldAllBe(nearest => nearest.Length == 2);
    }

    [Fact]
    public void NearestByTriplesCountsWhatFewShareForMore()
    {
        // Everyone has entity 4, which says nothing. Items 0 and 1 share the rare 5; 0, 2 and 3 share 6.
        var data = TinyDataset.WithTriples(items: 4, entities: 3, relations: 1, new Triples(
            [0, 1, 2, 3, 0, 1, 0, 2, 3], [0, 0, 0, 0, 0, 0, 0, 0, 0], [4, 4, 4, 4, 5, 5, 6, 6, 6]));

        var nearest = TripleNeighbours.Find(data, 3, TestContext.Current.CancellationToken);

        // cos(0, 1) = log²(2) / (√(log²2 + log²(4/3)) · log 2) = .92; cos(0, 2) = cos(0, 3) = .38; cos(1, 2) = 0.
        nearest[0].ShouldBe([1, 2, 3]);
        nearest[1].ShouldBe([0]);
        nearest[2].ShouldBe([3, 0]);
    }

    [Fact]
    public void EachSourceIsNormalisedByWhoChoosesAndWhoIsChosen()
    {
        var data = TinyDataset.WithTriples(items: 3, entities: 1, relations: 1, new Triples([0, 1], [0, 0], [3, 3])) with
        {
            Features = [new ItemFeature("image", 1, [1, 2, 9], [true, true, true])],
        };

        var graph = Model.ItemGraph.Build(data, 1, TestContext.Current.CancellationToken)!;

        // By features 0 ↔ 1 and 2 → 0 or 1 are nearest; the triple adds 0 ↔ 1. Two sources: each counts half.
        var row0 = graph.Pattern.Row(0).ToArray();
        row0.ShouldBe([1]);
        var chosenTwice = graph.Pattern.Row(2)[0] == 1;
        graph.Values[0].ShouldBe(chosenTwice ? 0.5f / MathF.Sqrt(2) + 0.5f : 1, 1e-6f);
    }

    [Fact]
    public void WithoutContentThereIsNoGraph() => Model.ItemGraph.Build(
        TinyDataset.Of(2, 2, Interactions.Empty, Interactions.Empty, Interactions.Empty), 10, TestContext.Current.CancellationToken).ShouldBeNull();

    [Fact]
    public void SmoothingAddsTheWeightedNeighboursAndItsGradientGoesBackToThem()
    {
        // Item 0 hears item 1 with 0.5 and item 2 with 0.25; item 2 hears item 0.
        var smoothing = new ItemSmoothing(CsrMatrix.FromCoo(3, 3, [0, 0, 2], [1, 2, 0], [0.5f, 0.25f, 1]), weight: 2);
        using var items = tensor([1f, 2, 3, 4, 5, 6], 3, 2).requires_grad_();
        using var smoothed = smoothing.Apply(items);

        TensorMemory.ToArray(smoothed).ShouldBe([1 + 3 + 2.5f, 2 + 4 + 3, 3, 4, 5 + 2, 6 + 4]);

        (smoothed * tensor([1f, 10, 100, 1000, 10_000, 100_000], 3, 2)).sum().backward();
        TensorMemory.ToArray(items.grad!).ShouldBe([1 + 20_000, 10 + 200_000, 100 + 1, 1000 + 10, 10_000 + 0.5f, 100_000 + 5]);

        using var composed = smoothing.Composed(items);
        TensorMemory.ToArray(composed).ShouldBe(TensorMemory.ToArray(smoothed));
    }
}
