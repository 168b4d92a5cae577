using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Rows;

/// <summary>Items that a snapshot does not know stand where items of the same content do, or nowhere.</summary>
public sealed class NewItemsTests : IDisposable
{
    private const int Groups = 4;
    private const int Known = 80;

    // Items 80 to 83 are new: one of each group; 84 has an entity that no other item has, and 85 nothing.
    private static readonly Dataset Catalogue = Build();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ANewItemScoresAsTheItemsOfItsContentDo()
    {
        using var snapshot = Trained();

        var placed = Place(snapshot);

        placed.Items.ShouldBe([80, 81, 82, 83]);
        for (var k = 0; k < Groups; k++)
        {
            var scores = Enumerable.Range(0, Groups).Select(user => DotProduct.Of(snapshot.UserEmbedding(user), placed.Rows.AsSpan(k * snapshot.Dim, snapshot.Dim))).ToArray();
            scores[k].ShouldBeInRange(0.8f, 1.1f);
            scores.Where((_, user) => user != k).ShouldAllBe(score => Math.Abs(score) < 0.2f);
        }

        placed.Reason.ShouldStartWith("graph predicts 9");
    }

    [Fact]
    public void LearntColumnsAreAsLongAsTheTrainingChoseAndProfilesAsPredicted()
    {
        using var plain = Trained(parts: new RowParts(Groups, Groups, 1));
        using var longer = Trained(parts: new RowParts(Groups, Groups, 1), ("weight.cold.graph", 3));

        var (once, thrice) = (Place(plain).Rows, Place(longer).Rows);

        for (var k = 0; k < once.Length; k++)
            thrice[k].ShouldBe(k % plain.Dim < Groups ? 3 * once[k] : once[k], tolerance: 1e-5f);
        // Profiles are content: group 0's is twice the first column. Nobody has the item, so the prior is nothing.
        once[Groups].ShouldBe(2, tolerance: 0.2f);
        once[plain.Dim - 1].ShouldBe(0);
    }

    [Fact]
    public void WhereTheTrainingFoundNoLengthNothingIsPlaced()
    {
        using var snapshot = Trained(figures: ("weight.cold.graph", 0));
        Refused(snapshot, "lists lose");
    }

    [Fact]
    public void WherePlacingIsSwitchedOffNothingIsPlaced()
    {
        using var snapshot = Trained(blending: "off");
        Refused(snapshot, "KDiffE:RareItemBlending is off");
    }

    [Fact]
    public void ContentOfOtherItemsPlacesNothing()
    {
        using var snapshot = Trained();
        var placed = NewItems.Place(snapshot, Controls.ShuffleGraph(Catalogue), TestContext.Current.CancellationToken);
        placed.Items.ShouldBeEmpty();
        placed.Reason.ShouldContain("no better than the mean row");
    }

    [Fact]
    public void ASourceThatIsThereNoMorePlacesNothing()
    {
        using var snapshot = Trained(figures: ("weight.cold.image", 2));
        Refused(snapshot, "no better than the mean row");
    }

    private static void Refused(Snapshot snapshot, string reason)
    {
        var placed = Place(snapshot);
        placed.Items.ShouldBeEmpty();
        placed.Reason.ShouldContain(reason);
    }

    private static NewItems Place(Snapshot snapshot) => NewItems.Place(snapshot, Catalogue, TestContext.Current.CancellationToken);

    private static Dataset Build()
    {
        var builder = new DatasetBuilder("groups");
        for (var item = 0; item < Known + Groups + 2; item++)
        {
            builder.AddItem($"item{item:d2}");
            builder.AddLink($"item{item:d2}", $"thing{item:d2}");
        }

        for (var item = 0; item < Known + Groups; item++)
            builder.AddTriple($"thing{item:d2}", "in", $"group{item % Groups}");
        builder.AddTriple($"thing{Known + Groups}", "in", "nowhere");
        return builder.Build(seed: 1);
    }

    /// <summary>A user and twenty items of each group, 1 in the group's column with some noise, and twice that as a profile where there is one.</summary>
    private Snapshot Trained(RowParts? parts = null, params (string Name, double Value)[] figures) => Trained("on", parts, figures);

    private Snapshot Trained(string blending, RowParts? parts = null, params (string Name, double Value)[] figures)
    {
        var random = new Random(6);
        var dim = parts is null ? Groups : (2 * Groups) + 1;
        var (users, items) = (new float[Groups * dim], new float[Known * dim]);
        for (var item = 0; item < Known; item++)
        {
            for (var group = 0; group < Groups; group++)
            {
                items[(item * dim) + group] = (item % Groups == group ? 1 : 0) + (0.1f * (random.NextSingle() - 0.5f));
                if (parts is not null)
                    items[(item * dim) + Groups + group] = item % Groups == group ? 2 : 0;
            }

            if (parts is not null)
                items[(item * dim) + dim - 1] = 1;
        }

        for (var user = 0; user < Groups; user++)
            users[(user * dim) + user] = 1;
        var path = _folder.File($"{Guid.NewGuid():N}.safetensors");
        SnapshotFile.Write(new SnapshotContent(
            new SnapshotMetadata("v1", "groups", DateTimeOffset.UnixEpoch, null, new Dictionary<string, string> { ["KDiffE:RareItemBlending"] = blending }, figures.ToDictionary(f => f.Name, f => f.Value)) { Parts = parts },
            dim, [.. Enumerable.Range(0, Groups).Select(user => $"user{user}")], [.. Enumerable.Range(0, Known).Select(item => $"item{item:d2}")], new string?[Known],
            users, items, [.. Enumerable.Repeat(3, Known)], new long[Groups + 1], []), path);
        return SnapshotFile.Open(path);
    }
}
