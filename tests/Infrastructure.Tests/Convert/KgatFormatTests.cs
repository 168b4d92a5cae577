namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class KgatFormatTests
{
    private static ConversionFolder Full() => new ConversionFolder()
        .Write("train.txt", "0 0 2\n1 1\n2\n")
        .Write("valid.txt", "1 2\n")
        .Write("test.txt", "0 1 2\n1 0 x\n")
        .Write("kg_final.txt", "0 0 3\n1 1 3\n3 0 4\n2 0\n")
        .Write("item_list.txt", "org_id remap_id freebase_id\n0060391626 0 m.01\nB 1 m.02\nC 2 m.03\n")
        .Write("user_list.txt", "org_id remap_id\nann 0\nbob the builder 1\n")
        .Write("entity_list.txt", "org_id remap_id\nm.01 0\nm.99 3\n")
        .Write("relation_list.txt", "org_id remap_id\nfilm.director 0\nfilm.genre 1\n");

    [Fact]
    public void PartsTriplesAndNamesAreThoseOfTheNumbers()
    {
        using var folder = Full();

        var report = folder.Convert();

        report.Format.ShouldBe("kgat");
        var data = folder.Load();
        data.UserIds.ShouldBe(["0", "1"]);
        data.ItemIds.ShouldBe(["0", "1", "2"]);
        data.ItemNames.ShouldBe(["0060391626", "B", "C"]);
        data.Train.Users.Zip(data.Train.Items).Order().ShouldBe([(0, 0), (0, 2), (1, 1)]);
        data.Valid.Users.Zip(data.Valid.Items).ShouldBe([(1, 2)]);
        data.Test.Users.Zip(data.Test.Items).Order().ShouldBe([(0, 1), (1, 0)]);
        folder.Rows("out.kg")[1..].ShouldBe(["0\t0\t3", "1\t1\t3", "3\t0\t4"]);
        folder.Rows("out.link")[1..].ShouldBe(["0\t0", "1\t1", "2\t2"]);
        data.EntityIds.ShouldBe(["3"]);
        folder.Rows("out.user")[1..].ShouldBe(["0\tann", "1\tbob the builder"]);
        folder.Rows("out.entity")[1..].ShouldBe(["0\tm.01", "3\tm.99"]);
        folder.Rows("out.relation")[1..].ShouldBe(["0\tfilm.director", "1\tfilm.genre"]);
    }

    [Fact]
    public void APairOfTwoPartsAndWhatIsNoNumberAreNamed()
    {
        using var folder = Full();

        folder.Convert().FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "test.txt:1: user '0' and item '2' already stand in the train part of the split",
            "test.txt:2: user '1' and item 'x' are not both numbers",
            "kg_final.txt:4: is not head, relation and tail, three numbers",
        ]);
    }

    [Fact]
    public void TrainingAloneIsEnough()
    {
        using var folder = new ConversionFolder().WritePacked("train.txt.gz", "0 5 6\n");

        folder.Convert().Files.Select(file => file.File).ShouldBe(["out.train.inter"]);
    }
}
