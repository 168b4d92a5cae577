using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.ItemGraphs;

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
    public void NearestOfManyItemsAreLookedForNearby()
    {
        // Forty groups of thirty items, each around a point of its own.
        const int Groups = 40, Items = 1200, Dim = 16;
        var random = new Random(7);
        var points = Enumerable.Range(0, Groups * Dim).Select(_ => 10 * random.NextSingle()).ToArray();
        var values = Enumerable.Range(0, Items * Dim).Select(k => points[(k / Dim % Groups * Dim) + (k % Dim)] + random.NextSingle()).ToArray();
        var feature = new ItemFeature("image", Dim, values, [.. Enumerable.Range(0, Items).Select(item => item != 5)]);

        var all = FeatureNeighbours.Find(feature, 5, TestContext.Current.CancellationToken);
        // 120 others of each.
        var near = FeatureNeighbours.Find(feature, 5, TestContext.Current.CancellationToken, mostCosines: Items * 120);

        near[5].ShouldBeEmpty();
        near.Where((_, item) => item != 5).ShouldAllBe(nearest => nearest.Length == 5);
        for (var item = 0; item < Items; item++)
            near[item].ShouldAllBe(other => other != item && other % Groups == item % Groups);
        Enumerable.Range(0, Items).Count(item => near[item].SequenceEqual(all[item])).ShouldBeGreaterThan(Items * 95 / 100);
    }

    [Fact]
    public void NearestOfManyItemsThatLieAnywhereAreNotAllFoundNearby()
    {
        var random = new Random(7);
        var feature = new ItemFeature("noise", 16, [.. Enumerable.Range(0, 1200 * 16).Select(_ => random.NextSingle())], [.. Enumerable.Repeat(true, 1200)]);

        var all = FeatureNeighbours.Find(feature, 5, TestContext.Current.CancellationToken);
        var near = FeatureNeighbours.Find(feature, 5, TestContext.Current.CancellationToken, mostCosines: 1200 * 60);

        near.ShouldAllBe(nearest => nearest.Length == 5);
        Enumerable.Range(0, 1200).Count(item => near[item].SequenceEqual(all[item])).ShouldBeLessThan(1200);
    }

    [Fact]
    public void ItemsThatManyShareTheFeaturesOfAreComparedInPartsAndHaveNeighboursAllTheSame()
    {
        // A thousand with a placeholder, two hundred in pairs of twins that lie anywhere.
        const int Items = 1200, Same = 1000, Dim = 16;
        var random = new Random(7);
        var values = new float[Items * Dim];
        for (var item = Same; item < Items; item += 2)
        {
            for (var k = 0; k < Dim; k++)
                values[(item * Dim) + k] = values[((item + 1) * Dim) + k] = 10 * random.NextSingle();
        }

        var feature = new ItemFeature("image", Dim, values, [.. Enumerable.Repeat(true, Items)]);

        var near = FeatureNeighbours.Find(feature, 1, TestContext.Current.CancellationToken, mostCosines: Items * 60);

        for (var item = 0; item < Items; item++)
        {
            if (item < Same)
                near[item].ShouldHaveSingleItem().ShouldBeInRange(0, Same - 1);
            else
                near[item].ShouldBe([item ^ 1]);
        }
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
        // In the first source 0 ↔ 1 and 2 → 0 are nearest, in the second 0 ↔ 1. Two sources: each counts half.
        var graph = ItemGraph.Mean([([[1], [0], [0]], 1), ([[1], [0], []], 1)], items: 3);

        graph.Pattern.Row(0).ToArray().ShouldBe([1]);
        graph.Values.ShouldBe([1, 0.5f / MathF.Sqrt(2) + 0.5f, 0.5f / MathF.Sqrt(2)], 1e-6f);
    }

    [Fact]
    public void ASourceThatAgreesHalfCountsHalf()
    {
        // 0 ↔ 1 by a source of weight ½ alone; then beside one of weight 1, which has 0 ↔ 2: shares of ⅓ and ⅔.
        var alone = ItemGraph.Mean([([[1], [0], []], 0.5)], items: 3);
        var beside = ItemGraph.Mean([([[1], [0], []], 0.5), ([[2], [], [0]], 1)], items: 3);

        alone.Values.ShouldBe([0.5f, 0.5f]);
        beside.Pattern.Row(0).ToArray().ShouldBe([1, 2]);
        beside.Values.ShouldBe([1 / 3f, 2 / 3f, 1 / 3f, 2 / 3f], 1e-6f);
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(0.35, 0)]
    [InlineData(0.45, 0.5)]
    [InlineData(0.5, 0.75)]
    [InlineData(0.7, 1)]
    public void ASourceCountsByItsAgreement(double agreement, double weight) => ContentSource.Of("text", agreement).Weight.ShouldBe(weight, 1e-9);

    [Fact]
    public void WithoutContentThereIsNoGraph() => ItemGraph.Build(
        TinyDataset.Of(2, 2, Interactions.Empty, Interactions.Empty, Interactions.Empty), 10, TestContext.Current.CancellationToken).Matrix.ShouldBeNull();

    [Fact]
    public void AgreementIsOneForTheInteractionsOwnNeighboursAndNothingForChance()
    {
        var data = TinyDataset.Grouped(users: 200, items: 160, groups: 8, perUser: 8, seed: 3);
        var own = NearestByUsers(data, 3);
        var random = new Random(5);
        var chance = own.Select(row => row.Select(_ => random.Next(data.Items)).ToArray()).ToArray();

        var agreement = ContentAgreement.Of(data, [own, chance], 3, TestContext.Current.CancellationToken);

        agreement[0].ShouldBe(1, 1e-6);
        agreement[1].ShouldBeInRange(-0.2, 0.2);
    }

    [Fact]
    public void AgreementOfManyItemsIsThatOfSome()
    {
        var data = TinyDataset.Grouped(users: 200, items: 160, groups: 8, perUser: 8, seed: 3);
        var random = new Random(5);
        // The neighbours of even items are those of the interactions, those of odd ones anybody.
        var half = NearestByUsers(data, 3).Select((row, item) => item % 2 == 0 ? row : [.. row.Select(_ => random.Next(data.Items))]).ToArray();

        ContentAgreement.Of(data, [half], 3, TestContext.Current.CancellationToken, mostItems: 80)[0].ShouldBe(1, 1e-6);
        ContentAgreement.Of(data, [half], 3, TestContext.Current.CancellationToken)[0].ShouldBeInRange(0.2, 0.9);
    }

    [Fact]
    public void AgreementOfASmallCaseIsWorkedOut()
    {
        // Users 0, 1 have items 0, 1; users 2, 3 have 2, 3: cosines are 1 inside each pair and 0 across. The source
        // finds one pair of the two, so alike = 2 of best = 4; shuffled, its four neighbours meet one user at most.
        var data = TinyDataset.Of(4, 4, new Interactions([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 2, 3, 2, 3]), Interactions.Empty, Interactions.Empty);

        var agreement = ContentAgreement.Of(data, [[[1], [0], [0], [1]]], 1, TestContext.Current.CancellationToken)[0];

        double[] possible = [.. new[] { 1.0, 2.0 }.Select(met => Math.Log(2 / met) / Math.Log(4 / met))];
        possible.ShouldContain(value => Math.Abs(value - agreement) < 1e-9);
    }

    [Fact]
    public void OnlyASourceThatKnowsTasteEntersTheGraph()
    {
        var data = TinyDataset.Grouped(users: 200, items: 160, groups: 16, perUser: 8, seed: 3);
        var random = new Random(5);
        var noise = new ItemFeature("noise", 4, [.. Enumerable.Range(0, data.Items * 4).Select(_ => random.NextSingle())], [.. Enumerable.Repeat(true, data.Items)]);

        var graph = ItemGraph.Build(data with { Features = [noise] }, 5, TestContext.Current.CancellationToken);

        graph.Sources.Select(source => (source.Source, source.Used)).ShouldBe([("noise", false), ("graph", true)]);
        graph.Sources[0].Agreement.ShouldBeLessThan(0.3);
        var group = data.ItemIds.Select(id => int.Parse(id[4..]) % 16).ToArray();
        for (var item = 0; item < data.Items; item++)
            graph.Matrix!.Pattern.Row(item).ToArray().ShouldAllBe(other => group[other] == group[item]);
    }

    [Fact]
    public void SmoothingAddsTheWeightedNeighboursAndItsGradientGoesBackToThem()
    {
        // Item 0 hears item 1 with 0.5 and item 2 with 0.25; item 2 hears item 0.
        using var smoothing = new ItemSmoothing(CsrMatrix.FromCoo(3, 3, [0, 0, 2], [1, 2, 0], [0.5f, 0.25f, 1]), users: 1, weight: 2, DeviceOperators.Cpu);
        using var embeddings = tensor([7f, 8, 1, 2, 3, 4, 5, 6], 4, 2).requires_grad_();
        using var smoothed = smoothing.Apply(embeddings);

        TensorMemory.ToArray(smoothed).ShouldBe([7, 8, 1 + 3 + 2.5f, 2 + 4 + 3, 3, 4, 5 + 2, 6 + 4]);

        (smoothed * tensor([-1f, -2, 1, 10, 100, 1000, 10_000, 100_000], 4, 2)).sum().backward();
        TensorMemory.ToArray(embeddings.grad!).ShouldBe([-1, -2, 1 + 20_000, 10 + 200_000, 100 + 1, 1000 + 10, 10_000 + 0.5f, 100_000 + 5]);
    }

    [Fact]
    public void SmoothingHasTheGradientOfFiniteDifferences()
    {
        const int items = 9, d = 5;
        var pattern = Matrices.Pattern(items, items, nonZeros: 30, seed: 1);
        var values = Matrices.Normal(30, seed: 2);
        var start = Matrices.Normal(items * d, seed: 3);
        var upstream = Matrices.Normal(items * d, seed: 4);
        using var smoothing = new ItemSmoothing(new CsrMatrix(items, items, pattern.Offsets, pattern.Indices, values), users: 0, weight: 0.75f, DeviceOperators.Cpu);
        using var x = tensor(start, items, d).requires_grad_();
        using var y = smoothing.Apply(x);
        (y * tensor(upstream, items, d)).sum().backward();

        TensorMemory.ToArray(y).ShouldBeNear(Plain(Matrices.ToDouble(start)));
        TensorMemory.ToArray(x.grad!).ShouldBeNear(
            Matrices.Gradient(at => Plain(at).Zip(upstream, (p, g) => p * g).Sum(), Matrices.ToDouble(start)));

        double[] Plain(double[] at) =>
            [.. at.Zip(Matrices.Multiply(pattern, [.. values.Select(value => 0.75 * value)], at, d), (own, heard) => own + heard)];
    }

    private static int[][] NearestByUsers(Dataset data, int count)
    {
        var users = Enumerable.Range(0, data.Items).Select(item => Enumerable.Range(0, data.Train.Count)
            .Where(k => data.Train.Items[k] == item).Select(k => data.Train.Users[k]).ToHashSet()).ToArray();
        return [.. users.Select((own, item) => Enumerable.Range(0, data.Items).Where(other => other != item)
            .OrderByDescending(other => own.Count(users[other].Contains) / Math.Sqrt(Math.Max(1, users[other].Count)))
            .Take(count).ToArray())];
    }
}
