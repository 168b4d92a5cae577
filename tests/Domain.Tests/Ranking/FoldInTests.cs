using KDiffE.Domain.Numerics;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Tests.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Ranking;

/// <summary>Vectors that are made when they are asked for are those of the formula.</summary>
public sealed class FoldInTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SnapshotContent _content;
    private readonly Snapshot _snapshot;

    public FoldInTests()
    {
        // Items (3, 4), (0, 2), (1, 0) ; a user at (1, 1).
        _content = TestSnapshot.Random(seed: 5, users: 1, items: 3, dim: 2) with
        {
            UserEmbeddings = [1, 1],
            ItemEmbeddings = [3, 4, 0, 2, 1, 0],
            ItemPopularity = [4, 0, 9],
        };
        var path = _folder.File("fold.safetensors");
        SnapshotFile.Write(_content, path);
        _snapshot = SnapshotFile.Open(path);
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AUserIsTheSumOfUnitVectorsEachByItsWeight()
    {
        var vector = new float[2];
        FoldIn.Of(_snapshot, [new WeightedItem(0, 1), new WeightedItem(1, 2)], vector);

        // (.6, .8) · 1/√2 + (0, 1) · 2/√2
        vector.Select(x => (double)x).ShouldBe([0.6 / Math.Sqrt(2), 2.8 / Math.Sqrt(2)], tolerance: 1e-6);
    }

    [Fact]
    public void AKnownUserMovesByTheDifferenceInTheLengthThatTheModelGave()
    {
        var vector = new float[2];
        var scale = FoldIn.Move(_snapshot, 0, [new WeightedItem(0, 1)], [new WeightedItem(0, 1), new WeightedItem(2, 1)], vector);

        // f(H) = (.6, .8), u·f(H) = 1.4, f(H)·f(H) = 1, c = 1.4; f(H') = ((.6, .8) + (1, 0))/√2
        scale.ShouldBe(1.4f, tolerance: 1e-5);
        vector.Select(x => (double)x).ShouldBe(
            [1 + (1.4 * ((1.6 / Math.Sqrt(2)) - 0.6)), 1 + (1.4 * ((0.8 / Math.Sqrt(2)) - 0.8))], tolerance: 1e-5);
    }

    [Fact]
    public void AUserWhoDidNothingNewStaysWhereTheModelSaysSo()
    {
        var vector = new float[2];
        FoldIn.Move(_snapshot, 0, [new WeightedItem(0, 1)], [new WeightedItem(0, 1)], vector);
        vector.ShouldBe([1, 1]);
    }

    [Fact]
    public void NothingIsMadeOfNothing()
    {
        var vector = new float[] { 7, 7 };
        FoldIn.Of(_snapshot, [], vector);
        vector.ShouldBe([0, 0]);
    }

    [Fact]
    public void BesideOtherPartsTheModelsPartIsOneLongTheProfileAMeanAndThePriorOne()
    {
        using var snapshot = InParts();
        var vector = new float[4];
        var scale = FoldIn.Of(snapshot, [new WeightedItem(0, 1), new WeightedItem(1, 2)], vector);

        // The model's: (.6, .8)/√2 + (0, 1)·2/√2, which is √(.36 + 7.84)/√2 long. The profile: (1·2 + 2·5)/3.
        var length = Math.Sqrt(0.36 + 7.84) / Math.Sqrt(2);
        vector.Select(x => (double)x).ShouldBe([0.6 / Math.Sqrt(2) / length, 2.8 / Math.Sqrt(2) / length, 4, 1], tolerance: 1e-6);
        scale.ShouldBe((float)(1 / length), tolerance: 1e-6);
    }

    [Fact]
    public void AKnownUserMovesWithinTheModelsPartAndKeepsItsLength()
    {
        using var snapshot = InParts();
        var vector = new float[4];
        FoldIn.Move(snapshot, 0, [new WeightedItem(0, 1)], [new WeightedItem(0, 1), new WeightedItem(2, 1)], vector);

        // c = u·f(H) = .8 for u = (0, 1); u' = (0, 1) + .8·((1.6, .8)/√2 − (.6, .8))
        var (x, y) = (0.8 * ((1.6 / Math.Sqrt(2)) - 0.6), 1 + (0.8 * ((0.8 / Math.Sqrt(2)) - 0.8)));
        var length = Math.Sqrt((x * x) + (y * y));
        vector.Select(value => (double)value).ShouldBe([x / length, y / length, (2 + 7) / 2.0, 1], tolerance: 1e-5);
    }

    [Fact]
    public void SharesOfLikedItemsAndThePriorAreTheScore()
    {
        using var snapshot = InParts();
        var vector = new float[4];
        WeightedItem[] liked = [new(0, 1), new(1, 2)];
        var scale = FoldIn.Of(snapshot, liked, vector);

        var shares = liked.Sum(item => FoldIn.Share(snapshot, item, (2, 3), scale, item: 2));

        // The prior of item 2 is .5.
        (shares + 0.5f).ShouldBe(DotProduct.Of(vector, snapshot.ItemEmbedding(2)), tolerance: 1e-5);
    }

    [Fact]
    public void WhatItemsCountForEverybodyMakesThemNoMoreAlike()
    {
        using var snapshot = InParts();
        var top = new ScoredItem[3];

        new SnapshotRanking(snapshot).ByCosine.Find(snapshot.ItemEmbedding(0), allowed: null, after: null, top).ShouldBe(3);

        // (3, 4, 2) beside (0, 2, 5) and (1, 0, 7).
        top.Single(found => found.Item == 1).Score.ShouldBe((float)(18 / Math.Sqrt(29 * 29)), tolerance: 1e-6);
        top.Single(found => found.Item == 2).Score.ShouldBe((float)(17 / Math.Sqrt(29 * 50)), tolerance: 1e-6);
    }

    /// <summary>Two columns of the model's, one of a profile, and the prior.</summary>
    private Snapshot InParts()
    {
        var path = _folder.File("parts.safetensors");
        SnapshotFile.Write(
            _content with
            {
                Metadata = _content.Metadata with { Parts = new RowParts(Model: 2, Profile: 1, Prior: 1) },
                Dim = 4,
                UserEmbeddings = [0, 1, 3, 1],
                ItemEmbeddings = [3, 4, 2, 9, 0, 2, 5, 1, 1, 0, 7, 0.5f],
            },
            path);
        return SnapshotFile.Open(path);
    }
}
