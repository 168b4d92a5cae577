using KDiffE.Domain.Snapshots;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>Items that lie near each other stand together, and all that is said of one stays with it.</summary>
public sealed class ItemArrangementTests
{
    private const int Users = 40;
    private const int Items = 900;
    private const int Dim = 5;

    private readonly SnapshotContent _content = Content();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void AllThatIsSaidOfAnItemMovesWithIt()
    {
        var arranged = ItemArrangement.Arrange(_content, Cancelled);

        arranged.ItemIds.ShouldBe(_content.ItemIds, ignoreOrder: true);
        arranged.ItemIds.ShouldNotBe(_content.ItemIds);
        for (var row = 0; row < Items; row++)
        {
            var before = int.Parse(arranged.ItemIds[row], System.Globalization.CultureInfo.InvariantCulture);
            arranged.ItemNames[row].ShouldBe(_content.ItemNames[before]);
            arranged.ItemPopularity[row].ShouldBe(_content.ItemPopularity[before]);
            Row(arranged.ItemEmbeddings, row).ShouldBe(Row(_content.ItemEmbeddings, before));
        }
    }

    [Fact]
    public void WhatUsersHaveSeenAndWhatOfItWasHeldOutStaysTheSameAndAscends()
    {
        var arranged = ItemArrangement.Arrange(_content, Cancelled);

        arranged.SeenOffsets.ShouldBe(_content.SeenOffsets);
        for (var user = 0; user < Users; user++)
        {
            Same(user, content => content.SeenOffsets, content => content.SeenItems);
            Same(user, content => content.HeldOutOffsets, content => content.HeldOutItems);
        }

        void Same(int user, Func<SnapshotContent, long[]> offsets, Func<SnapshotContent, int[]> items)
        {
            var (before, now) = (Of(_content), Of(arranged));
            now.ShouldBe(now.Order());
            now.Select(row => arranged.ItemIds[row]).ShouldBe(before.Select(row => _content.ItemIds[row]), ignoreOrder: true);

            int[] Of(SnapshotContent content) => items(content)[(int)offsets(content)[user]..(int)offsets(content)[user + 1]];
        }
    }

    [Fact]
    public void EachItemIsInTheCellOfTheNearestCentre()
    {
        var arranged = ItemArrangement.Arrange(_content, Cancelled);

        // Four times the root of 900.
        arranged.CellOffsets.Length.ShouldBe(121);
        arranged.CellCentroids.Length.ShouldBe(120 * Dim);
        (arranged.CellOffsets[0], arranged.CellOffsets[^1]).ShouldBe((0, Items));
        for (var cell = 0; cell < 120; cell++)
        {
            for (var row = (int)arranged.CellOffsets[cell]; row < arranged.CellOffsets[cell + 1]; row++)
            {
                var own = Distance(Row(arranged.ItemEmbeddings, row), Row(arranged.CellCentroids, cell));
                Enumerable.Range(0, 120).Min(other => Distance(Row(arranged.ItemEmbeddings, row), Row(arranged.CellCentroids, other))).ShouldBe(own, tolerance: 1e-5);
            }
        }
    }

    [Fact]
    public void ASnapshotThatIsSmallEnoughToBeSearchedAsAWholeStaysAsItIs() => ItemArrangement.Served(_content, Cancelled).ShouldBeSameAs(_content);

    [Fact]
    public void TheSameItemsAreArrangedInTheSameWay()
    {
        var (once, again) = (ItemArrangement.Arrange(_content, Cancelled), ItemArrangement.Arrange(Content(), Cancelled));

        again.ItemIds.ShouldBe(once.ItemIds);
        again.CellCentroids.ShouldBe(once.CellCentroids);
    }

    [Fact]
    public void OneItemIsACellOfItsOwn()
    {
        var one = _content with
        {
            ItemIds = ["0"],
            ItemNames = ["one"],
            ItemEmbeddings = [1, 2, 3, 4, 5],
            ItemPopularity = [7],
            SeenOffsets = new long[Users + 1],
            SeenItems = [],
            HeldOutOffsets = [],
            HeldOutItems = [],
        };

        var arranged = ItemArrangement.Arrange(one, Cancelled);

        arranged.CellOffsets.ShouldBe([0, 1]);
        arranged.CellCentroids.ShouldBe([1, 2, 3, 4, 5]);
    }

    private static float[] Row(float[] rows, int row) => rows[(row * Dim)..((row + 1) * Dim)];

    private static double Distance(float[] a, float[] b) => a.Zip(b).Sum(pair => Math.Pow(pair.First - pair.Second, 2));

    private static SnapshotContent Content()
    {
        var random = new Random(3);
        var seen = Enumerable.Range(0, Users).Select(_ => Enumerable.Range(0, Items).Where(_ => random.Next(30) == 0).ToArray()).ToArray();
        var heldOut = seen.Select(items => items.Where(_ => random.Next(5) == 0).ToArray()).ToArray();
        return new SnapshotContent(
            new SnapshotMetadata("v1", "cells", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Dim,
            [.. Enumerable.Range(0, Users).Select(user => $"user {user}")],
            [.. Enumerable.Range(0, Items).Select(item => $"{item}")],
            [.. Enumerable.Range(0, Items).Select(item => item % 3 == 0 ? null : $"Name {item}")],
            Floats(Users), Floats(Items),
            [.. Enumerable.Range(0, Items).Select(_ => random.Next(100))],
            Offsets(seen), [.. seen.SelectMany(items => items)])
        {
            HeldOutOffsets = Offsets(heldOut),
            HeldOutItems = [.. heldOut.SelectMany(items => items)],
        };

        float[] Floats(int rows) => [.. Enumerable.Range(0, rows * Dim).Select(_ => random.NextSingle() - 0.5f)];

        static long[] Offsets(int[][] rows) => [0, .. rows.Select((_, user) => rows.Take(user + 1).Sum(items => (long)items.Length))];
    }
}
