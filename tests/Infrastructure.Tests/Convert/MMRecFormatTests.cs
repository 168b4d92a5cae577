namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class MMRecFormatTests
{
    [Fact]
    public void TheLabelDecidesThePart()
    {
        using var folder = new ConversionFolder()
            .Write("baby.inter", "userID\titemID\trating\ttimestamp\tx_label\n0\t1\t5.0\t1360886400\t0\n0\t2\t4.0\t1360886401\t1\n1\t0\t3.0\t1360886402\t2\n1\t0\t3.0\t1360886402\t0\n1\t2\t3.0\t1360886402\t7\n1\t2\t3.0\n")
            .Write("i_id_mapping.csv", "asin\titemID\nB1\t0\n")
            .Write("image_feat.npy", NpyFiles.Of("<f8", fortran: false, version: 1, new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6.5 } }));

        var report = folder.Convert();

        report.Format.ShouldBe("mmrec");
        report.Notes.ShouldBe(["Not read: i_id_mapping.csv."]);
        report.FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "baby.inter:5: user '1' and item '0' already stand in the test part of the split",
            "baby.inter:6: x_label: '7' is not 0, 1 or 2",
            "baby.inter:7: 3 fields where 5 belong",
        ]);
        folder.Rows("out.train.inter").ShouldBe(["user_id:token\titem_id:token\trating:float\ttimestamp:float", "0\t1\t5.0\t1360886400"]);
        folder.Rows("out.valid.inter")[1..].ShouldBe(["0\t2\t4.0\t1360886401"]);
        folder.Rows("out.test.inter")[1..].ShouldBe(["1\t0\t3.0\t1360886402"]);
        var data = folder.Load();
        var image = data.Features.ShouldHaveSingleItem();
        image.Modality.ShouldBe("image");
        data.ItemIds.Zip(image.Values.Chunk(2)).OrderBy(item => item.First, StringComparer.Ordinal).SelectMany(item => item.Second).ShouldBe([1, 2, 3, 4, 5, 6.5f]);
    }
}
