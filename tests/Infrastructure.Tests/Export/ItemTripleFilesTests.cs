using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Tests.Export;

public sealed class ItemTripleFilesTests
{
    private static readonly ItemTriple[] Images = [new("0", "has_image", "image:1"), new("1", "has_image", "image:0"), new("5", "has_image", "image:1")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void NewTriplesFollowThoseThatAreThereUnderTheColumnsThatAreThere()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\n0\n1\n5\n");
        folder.Write("mini.link", "entity_id:token\titem_id:token\nm.0\t0");
        folder.Write("mini.kg", "\uFEFFtail_id:token\tsince:float\thead_id:token\trelation_id:token\r\nc.3\t1990\tm.0\tborn in\r\n");

        var added = Add(folder);

        added.ShouldBe(new AddedTriples(Added: 3, Replaced: 0, Linked: 2));
        Lines(folder, "mini.link").ShouldBe(["entity_id:token\titem_id:token", "m.0\t0", "item:1\t1", "item:5\t5"]);
        Lines(folder, "mini.kg").ShouldBe([
            "tail_id:token\tsince:float\thead_id:token\trelation_id:token",
            "c.3\t1990\tm.0\tborn in",
            "image:1\t\tm.0\thas_image",
            "image:0\t\titem:1\thas_image",
            "image:1\t\titem:5\thas_image",
        ]);
    }

    [Fact]
    public void TrainingSeesThem()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\n0\n1\n5\n");

        Add(folder);

        var data = FolderDataset.Load(folder.Path, cancellationToken: Cancellation);
        data.RelationIds.ShouldBe(["has_image"]);
        data.EntityIds.ShouldBe(["image:1", "image:0"]);
        data.Triples.Heads.Zip(data.Triples.Tails).ShouldBe([(0, 3), (1, 4), (2, 3)]);
    }

    [Fact]
    public void ASecondTimeIsRefusedAndChangesNothing()
    {
        using var folder = new TestFolder();
        folder.Write("mini.item", "item_id:token\n0\n1\n5\n");
        Add(folder);
        var before = Lines(folder, "mini.kg");

        Should.Throw<InvalidOperationException>(() => Add(folder))
            .Message.ShouldBe("mini.kg already holds 3 triples of has_image; --replace puts new ones in their place.");

        Lines(folder, "mini.kg").ShouldBe(before);
        Files(folder).ShouldBe(["mini.item", "mini.kg", "mini.link"]);
    }

    [Fact]
    public void ReplacingDropsTheFormerTriplesOfTheSameRelationAlone()
    {
        using var folder = new TestFolder();
        folder.Write("mini.link", "item_id:token\tentity_id:token\n0\tm.0\n");
        folder.Write(
            "mini.kg", "head_id:token\trelation_id:token\ttail_id:token\nm.0\thas_image\timage:9\nm.0\thas_audio\taudio:9\nm.7\thas_image\timage:9\n");

        Add(folder, replace: true).ShouldBe(new AddedTriples(Added: 3, Replaced: 2, Linked: 2));

        Lines(folder, "mini.kg")[1..].ShouldBe([
            "m.0\thas_audio\taudio:9", "m.0\thas_image\timage:1", "item:1\thas_image\timage:0", "item:5\thas_image\timage:1",
        ]);
    }

    [Fact]
    public void ItemsThatShareAnEntityShareItsTriples()
    {
        using var folder = new TestFolder();
        folder.Write("mini.link", "item_id:token\tentity_id:token\n0\tm.0\n1\tm.0\n5\tm.0\n");

        Add(folder).ShouldBe(new AddedTriples(Added: 2, Replaced: 0, Linked: 0));

        Lines(folder, "mini.kg")[1..].ShouldBe(["m.0\thas_image\timage:1", "m.0\thas_image\timage:0"]);
    }

    [Fact]
    public void AnItemTakesNobodysName()
    {
        using var folder = new TestFolder();
        folder.Write("mini.kg", "head_id:token\trelation_id:token\ttail_id:token\nitem:1\tis\tx\n");

        Should.Throw<InvalidOperationException>(() => Add(folder)).Message.ShouldContain("an entity 'item:1' already");
        Should.Throw<InvalidOperationException>(() => new ItemTripleFiles(RecBoleFolder.Open(folder.Path)).Add([new(new string('x', 196), "r", "t")], false, Cancellation))
            .Message.ShouldContain("too long");

        Files(folder).ShouldBe(["mini.kg"]);
    }

    [Fact]
    public void ACopyHasEverythingUnderItsOwnNameAndLeavesTheFolderAlone()
    {
        using var folder = TestFolder.Full();
        var before = Contents(folder);
        var target = Path.Combine(folder.Root, "copy");
        ItemTriple[] triples = [new("2", "has_image", "image:0"), new("0", "has_image", "image:0"), new("1", "has_image", "image:1")];

        new ItemTripleFiles(RecBoleFolder.Open(folder.Path)).AddToCopy(target, triples, replace: false, Cancellation);

        Contents(folder).ShouldBe(before);
        var (original, copy) = (Load(folder.Path), Load(target));
        copy.Name.ShouldBe("copy");
        copy.UserIds.ShouldBe(original.UserIds);
        copy.ItemNames.ShouldBe(original.ItemNames);
        copy.Train.ShouldBeEquivalentTo(original.Train);
        copy.Features[0].Values.ShouldBe(original.Features[0].Values);
        copy.Triples.Count.ShouldBe(original.Triples.Count + 3, "one seen from each item");
        copy.EntityIds.ShouldBe([.. original.EntityIds, "image:0", "image:1"], ignoreOrder: true);
        Should.Throw<IOException>(() => new ItemTripleFiles(RecBoleFolder.Open(folder.Path)).AddToCopy(target, triples, replace: false, Cancellation))
            .Message.ShouldContain("not empty");

        static Dataset Load(string path) => FolderDataset.Load(path, cancellationToken: Cancellation);
    }

    [Fact]
    public void CancellingLeavesEverythingAsItWas()
    {
        using var folder = TestFolder.Full();
        var before = Lines(folder, "mini.kg");
        var (files, stopped) = (new ItemTripleFiles(RecBoleFolder.Open(folder.Path)), new CancellationToken(canceled: true));

        Should.Throw<OperationCanceledException>(() => files.Add(Images, replace: false, stopped));
        Should.Throw<OperationCanceledException>(() => files.AddToCopy(Path.Combine(folder.Root, "copy"), Images, replace: false, stopped));

        Lines(folder, "mini.kg").ShouldBe(before);
        Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName).ShouldBe(["mini"]);
    }

    [Fact]
    public void AGraphThatCannotBeReadIsRefusedWithItsLine()
    {
        using var folder = new TestFolder();
        folder.Write("mini.kg", "head_id:token\trelation_id:token\ttail_id:token\na\tb\n");

        Should.Throw<BadRowsException>(() => Add(folder)).Message.ShouldContain("mini.kg:2: 2 fields");
    }

    private static AddedTriples Add(TestFolder folder, bool replace = false) =>
        new ItemTripleFiles(RecBoleFolder.Open(folder.Path)).Add(Images, replace, Cancellation);

    private static string[] Lines(TestFolder folder, string file) => File.ReadAllText(Path.Combine(folder.Path, file)).TrimEnd('\n').Split('\n');

    private static Dictionary<string, string> Contents(TestFolder folder) =>
        Directory.EnumerateFiles(folder.Path).ToDictionary(file => file, file => System.Convert.ToHexString(File.ReadAllBytes(file)), StringComparer.Ordinal);

    private static List<string?> Files(TestFolder folder) => [.. Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
