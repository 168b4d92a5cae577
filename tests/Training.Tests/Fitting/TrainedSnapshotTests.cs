using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>What of a training goes into its snapshot.</summary>
[Collection(SeededTorch.Name)]
public sealed class TrainedSnapshotTests
{
    [Fact]
    public void UsersAndItemsOfWhichNothingIsKnownAreLeftOut()
    {
        var data = Build();

        var content = TrainedSnapshot.Create(Measured.Of(Train(data), new Experiment(data, DeviceOperators.Cpu), data, new MostPopular(data), TestContext.Current.CancellationToken));

        content.UserIds.ShouldBe(["user0", "user1", "user2", "user3", "user4", "user5"]);
        // 'described' has a triple, 'untouched' has nothing.
        content.ItemIds.ShouldBe(["item0", "item1", "item2", "item3", "item4", "item5", "item6", "described"]);
        (content.UserEmbeddings.Length, content.ItemEmbeddings.Length).ShouldBe((6 * content.Dim, 8 * content.Dim));
        content.ItemPopularity[^1].ShouldBe(0);
    }

    [Fact]
    public void AUserWithNothingButNegativesHasNoScoresAndWhatWasSeen()
    {
        var data = Build() with { Negative = new Interactions([0, 6], [5, 0]) };

        var content = TrainedSnapshot.Create(
            Measured.Of(Train(data), new Experiment(data, DeviceOperators.Cpu), data, new MostPopular(data), TestContext.Current.CancellationToken));

        content.UserIds[^1].ShouldBe("user6");
        content.UserEmbeddings[^content.Dim..].ShouldAllBe(value => value == 0);
        content.UserEmbeddings[..content.Dim].ShouldContain(value => value != 0);
        content.SeenItems[(int)content.SeenOffsets[6]..].ShouldBe([0]);
        content.SeenItems[..(int)content.SeenOffsets[1]].ShouldBe([0, 1, 2, 3, 4, 5]);
        content.ItemPopularity.Sum().ShouldBe(30);
    }

    [Fact]
    public void TriplesThatTheModelDoesNotUseMakeNoItemKnown()
    {
        var data = Build();

        var content = TrainedSnapshot.Create(
            Measured.Of(Train(data, maxNeighbors: 0), new Experiment(data, DeviceOperators.Cpu), data, new MostPopular(data), TestContext.Current.CancellationToken));

        content.ItemIds.ShouldNotContain("described");
    }

    [Fact]
    public void AnItemThatItsTriplesPlaceIsKnown()
    {
        var data = Build();
        var fit = Train(data, maxNeighbors: 0) with { Weights = RowWeights.None with { Cold = new Placement("graph", 1) } };

        var content = TrainedSnapshot.Create(
            Measured.Of(fit, new Experiment(data, DeviceOperators.Cpu), data, new MostPopular(data), TestContext.Current.CancellationToken));

        content.ItemIds.ShouldContain("described");
        content.ItemIds.ShouldNotContain("untouched");
        content.Metadata.Metrics["weight.cold.graph"].ShouldBe(1);
    }

    [Fact]
    public void WhatWasHeldOutIsTheTestPartAndARefitHasNone()
    {
        var data = Build();
        var measured = Measured.Of(Train(data), new Experiment(data, DeviceOperators.Cpu), data, new MostPopular(data), TestContext.Current.CancellationToken);
        var everything = Refit.Everything(data);
        var refit = new Experiment(everything, DeviceOperators.Cpu).Train(Refit.As(measured.Fit), progress: null, TestContext.Current.CancellationToken);

        var twin = TrainedSnapshot.Create(measured);
        var served = TrainedSnapshot.Refitted(twin, refit, everything);

        Pairs(twin.HeldOutOffsets, twin.HeldOutItems).ShouldBe(data.Test.Users.Zip(data.Test.Items), ignoreOrder: true);
        served.HeldOutItems.ShouldBeEmpty();
        served.SeenItems.ShouldBe(twin.SeenItems);
        (served.Metadata.Version, served.Metadata.HyperParameters["KDiffE:Epochs"]).ShouldBe((twin.Metadata.Version, "4"));
        everything.Train.Count.ShouldBe(data.Train.Count + data.Valid.Count + data.Test.Count);
        refit.Epochs.Count.ShouldBe(measured.Fit.Model.Epoch);
        refit.Model.NormExponent.ShouldBe(measured.Fit.Model.NormExponent);
    }

    private static IEnumerable<(int User, int Item)> Pairs(long[] offsets, int[] items) =>
        Enumerable.Range(0, offsets.Length - 1).SelectMany(user => items[(int)offsets[user]..(int)offsets[user + 1]].Select(item => (user, item)));

    /// <summary>Six users with five of seven items each, and beside them a user and two items that nobody touched.</summary>
    private static Dataset Build()
    {
        var builder = new DatasetBuilder("small");
        for (var user = 0; user < 6; user++)
            builder.AddUser($"user{user}");
        builder.AddUser("user6");
        for (var item = 0; item < 7; item++)
            builder.AddItem($"item{item}");
        builder.AddItem("untouched");
        builder.AddItem("described");
        for (var user = 0; user < 6; user++)
        {
            for (var k = 0; k < 5; k++)
                builder.AddInteraction($"user{user}", $"item{(user + k) % 7}", timestamp: k);
        }

        builder.AddLink("described", "thing");
        builder.AddTriple("thing", "is_a", "kind");
        return builder.Build(seed: 1);
    }

    private static FitResult Train(Dataset data, int maxNeighbors = 4) => new Experiment(data, DeviceOperators.Cpu).Train(
        new TrainingSettings { KDiffE = new KDiffESettings { Dim = 4, Epochs = 4, EvaluateEvery = 1, MaxNeighbors = maxNeighbors, ItemGraphNeighbors = 0 } },
        progress: null, TestContext.Current.CancellationToken);
}
