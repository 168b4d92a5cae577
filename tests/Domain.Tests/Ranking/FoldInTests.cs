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
}
