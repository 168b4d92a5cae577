using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.RecBole;

public sealed class FolderDatasetTests
{
    [Fact]
    public void ThePublishedSplitDecidesAndWhatStandsBesideItIsNotTrainedOn()
    {
        using var folder = TestFolder.Full();

        var data = Load(folder.Path);

        data.Name.ShouldBe("mini");
        data.UserIds.ShouldBe(["anna", "björn", "guest", "late", "清"]);
        data.ItemIds.ShouldBe(["0", "1", "2"]);
        data.ItemNames.ShouldBe([null, "Öl", "The \"Big\" One"]);
        Pairs(data.Train).ShouldBe([(0, 2), (1, 1), (2, 0)]);
        Pairs(data.Valid).ShouldBe([(0, 0)]);
        Pairs(data.Test).ShouldBe([(0, 1)]);
    }

    [Fact]
    public void FeaturesFollowTheItemsNotTheRows()
    {
        using var folder = TestFolder.Full();

        var image = Load(folder.Path).Features.ShouldHaveSingleItem();

        (image.Modality, image.Dim).ShouldBe(("image", 2));
        image.Values.ShouldBe([1, 2, 3.5f, -4, 5, 6]);
        image.Present.ShouldBe([true, true, true]);
    }

    [Fact]
    public void WithoutAnItemFileEveryFeatureRowIsAnItem()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\nu\t2\n");
        folder.WriteFeatures("image", 1, [1, 2, 3]);

        Load(folder.Path).ItemIds.ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public void WithAnItemFileARowWithoutItemIsNamed()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\n0\n1\n");
        folder.WriteFeatures("image", 1, [1, 2, 3]);

        Errors(folder).ShouldBe(["image_feat.npy:2: row 2 belongs to no item of the folder"]);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("01")]
    [InlineData("x")]
    [InlineData("-1")]
    public void AnItemWithoutAFeatureRowIsNamed(string item)
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", $"user_id:token\titem_id:token\nu\t{item}\n");
        folder.WriteFeatures("image", 1, [1, 2, 3]);

        Errors(folder).ShouldBe([$"image_feat.npy:0: item '{item}' has no row: ids must be the integers from 0 to 2"]);
    }

    [Fact]
    public void ARowOfNothingButNaNIsAnItemWithoutTheFeature()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\nu\t1\n");
        folder.WriteFeatures("image", 2, [1, 2, float.NaN, float.NaN, 5, 6]);

        var data = Load(folder.Path);

        data.ItemIds.ShouldBe(["0", "1", "2"]);
        data.Features.ShouldHaveSingleItem().Present.ShouldBe([true, false, true]);
    }

    [Fact]
    public void ARowOfNothingButNaNFillsAGapInTheIds()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\n0\n2\n");
        folder.Write("mini.inter", "user_id:token\titem_id:token\nu\t2\n");
        folder.WriteFeatures("image", 1, [1, float.NaN, 3]);

        var data = Load(folder.Path);

        data.ItemIds.ShouldBe(["0", "2"]);
        data.Features.ShouldHaveSingleItem().Present.ShouldBe([true, true]);
    }

    [Fact]
    public void NotANumberIsNamedWithItsItemAndColumn()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\nu\t1\n");
        folder.WriteFeatures("image", 2, [1, 2, 3, float.NaN, float.NegativeInfinity, 6]);

        Errors(folder).ShouldBe(["image_feat.npy:1: item 1 has NaN in column 1", "image_feat.npy:2: item 2 has an infinite value in column 0"]);
    }

    [Fact]
    public void EveryBadRowIsNamedWithFileLineAndColumn()
    {
        using var folder = new TestFolder();
        folder.Write("mini.user", "user_id:token\tage:float\nu1\t1\nu2\told\nu1\t2\n");
        folder.Write("mini.item", "title:token\nx\n");
        folder.Write("mini.train.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu1\ti1\t1\t1\nu1\ti2\tmany\t1\nu1\ti3\t1\t1e300\n");
        folder.Write("mini.test.inter", "user_id:token\titem_id:token\nu1\ti4\nu1\ti1\n");
        folder.Write("mini.link", "item_id:token\tentity_id:float\ni1\t1\n");
        folder.Write("mini.kg", "head_id:token\trelation_id:token\ttail_id:token\na\t\tb\n");
        folder.Write("image_feat.npy", "nonsense");

        Errors(folder).ShouldBe([
            "mini.user:3: age: 'old' is not a number",
            "mini.user:4: user_id: 'u1' is declared twice",
            "mini.item:1: item_id: the file lacks this column",
            "mini.train.inter:3: rating: 'many' is not a number",
            "mini.train.inter:4: timestamp: is no time between the years 1 and 9999",
            "mini.test.inter:3: user 'u1' and item 'i1' already stand in the train part of the split",
            "mini.link:1: entity_id: must be of type token",
            "mini.kg:2: relation_id: is empty",
            "image_feat.npy:0: ends inside its header",
        ]);
    }

    [Fact]
    public void AnItemIsOneEntityAtMost()
    {
        using var folder = new TestFolder();
        folder.Write("mini.link", "item_id:token\tentity_id:token\ni\ta\ni\ta\ni\tb\n");

        Errors(folder).ShouldBe(["mini.link:4: item_id: item 'i' is already linked to entity 'a'"]);
    }

    [Fact]
    public void TheFirst20BadRowsAreListedAndAllAreCounted()
    {
        using var folder = new TestFolder();
        folder.Write("mini.inter", "user_id:token\titem_id:token\n" + string.Concat(Enumerable.Repeat("x\n", 1234)));

        var error = Should.Throw<BadRowsException>(() => Load(folder.Path));

        error.Rows.Count.ShouldBe(1234);
        error.Message.ShouldStartWith("1,234 bad rows (the first 20):\n  mini.inter:2: ");
        error.Message.Split('\n').Length.ShouldBe(21);
    }

    [Fact]
    public void AFolderThatIsNoneOrHoldsNothingKnownIsRefused()
    {
        using var folder = new TestFolder();
        folder.Write("other.inter", "user_id:token\titem_id:token\nu\ti\n");

        Should.Throw<FileNotFoundException>(() => Load(folder.Path)).Message.ShouldContain("mini.inter");
        Should.Throw<DirectoryNotFoundException>(() => Load(folder.Path + "x")).Message.ShouldContain("no folder");
        Should.Throw<DirectoryNotFoundException>(() => Load(Path.Combine(folder.Path, "other.inter"))).Message.ShouldContain("is a file");
        Load(folder.Path, "other").ItemIds.ShouldBe(["i"]);
    }

    [Fact]
    public void ReadsTheResearchDatasetsWhole()
    {
        var tiktok = Load(SharedData.Folder("tiktok"));

        (tiktok.Users, tiktok.Items).ShouldBe((9_308, 6_710));
        (tiktok.Train.Count, tiktok.Valid.Count, tiktok.Test.Count).ShouldBe((59_541, 3_051, 6_130));
        tiktok.Features.Select(f => (f.Modality, f.Dim, f.Present.All(p => p))).ShouldBe([("audio", 128, true), ("image", 128, true)]);
    }

    private static Dataset Load(string folder, string? name = null) =>
        FolderDataset.Load(folder, name, cancellationToken: TestContext.Current.CancellationToken);

    private static List<string> Errors(TestFolder folder) =>
        [.. Should.Throw<BadRowsException>(() => Load(folder.Path)).Rows.First.Select(r => r.ToString())];

    private static List<(int, int)> Pairs(Interactions interactions) => [.. interactions.Users.Zip(interactions.Items)];
}
