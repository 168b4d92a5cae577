using System.IO.Compression;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class FeatureConversionTests
{
    private const string Interactions = "user_id,item_id\nu,0\n";

    [Theory]
    [InlineData("<f2", false, 1)]
    [InlineData("<f2", true, 2)]
    [InlineData("<f4", false, 3)]
    [InlineData("<f4", true, 1)]
    [InlineData("<f8", false, 2)]
    [InlineData("<f8", true, 3)]
    [InlineData(">f2", true, 1)]
    [InlineData(">f4", false, 1)]
    [InlineData(">f8", true, 1)]
    public void EveryLayoutBecomesTheOneThatImportReads(string type, bool fortran, int version)
    {
        double[,] values = { { 1, -2.5, 0.25 }, { double.NaN, double.NaN, double.NaN }, { 4, 5, 1024 }, { -0.0, 7, 8 } };
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions).Write("text_feat.npy", NpyFiles.Of(type, fortran, version, values));

        var report = folder.Convert();

        report.BadRows.ShouldBe(0);
        report.Files.Select(file => (file.File, file.Rows)).ShouldContain(("text_feat.npy", 4L));
        using var matrix = new NpyReader(File.OpenRead(Path.Combine(folder.Target, "text_feat.npy")));
        (matrix.Rows, matrix.Columns).ShouldBe((4, 3));
        for (var row = 0; row < 4; row++)
            matrix.ReadRow().ShouldBe([(float)values[row, 0], (float)values[row, 1], (float)values[row, 2]]);
    }

    [Fact]
    public void ManyBlocksOfFortranOrderComeOutInTheirOrder()
    {
        // More values than are held at once: 3,000,000 rows of 2 are two blocks.
        var values = new double[3_000_000, 2];
        for (var row = 0; row < values.GetLength(0); row++)
            (values[row, 0], values[row, 1]) = (row % 2039, -(row % 1021));
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions).Write("v_feat.npy", NpyFiles.Of("<f2", fortran: true, 1, values));

        folder.Convert();

        using var matrix = new NpyReader(new BufferedStream(File.OpenRead(Path.Combine(folder.Target, "v_feat.npy"))));
        for (var row = 0; row < matrix.Rows; row++)
        {
            if (matrix.ReadRow() is not [var first, var second] || first != row % 2039 || second != -(row % 1021))
                Assert.Fail($"row {row}");
        }
    }

    [Fact]
    public void APackedMatrixIsUnpacked()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions);
        using (var packed = new GZipStream(File.Create(Path.Combine(folder.Source, "text_feat.npy.gz")), CompressionLevel.Fastest))
            packed.Write(NpyFiles.Of("<f8", fortran: false, 1, new double[,] { { 1, 2 } }));

        folder.Convert();

        folder.Load().Features.ShouldHaveSingleItem().Values.ShouldBe([1, 2]);
    }

    [Fact]
    public void AValueTooLargeForThirtyTwoBitsLeavesItsItemWithoutTheFeature()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions + "u,1\n")
            .Write("text_feat.npy", NpyFiles.Of("<f8", fortran: true, 1, new double[,] { { 1, 2 }, { 3, 1e300 } }));

        var report = folder.Convert();

        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe(
            "text_feat.npy:1: item 1 has a value that 32 bits cannot hold; it is left without the feature");
        folder.Load().Features.ShouldHaveSingleItem().Present.ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("<i4", "text_feat.npy:0: holds values of type '<i4'; only f2, f4 and f8 are converted")]
    [InlineData("|O", "text_feat.npy:0: holds values of type '|O'; only f2, f4 and f8 are converted")]
    public void OtherValuesAreNamedAndLeftOut(string type, string expected)
    {
        var file = NpyFiles.Of("<f4", fortran: false, 1, new double[,] { { 1 } });
        var text = System.Text.Encoding.Latin1.GetString(file).Replace("'<f4'", $"'{type}'".PadRight(5), StringComparison.Ordinal);
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions).Write("text_feat.npy", System.Text.Encoding.Latin1.GetBytes(text));

        var report = folder.Convert(new ConvertOptions());

        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe(expected);
        report.Files.Select(written => written.File).ShouldBe(["out.inter"]);
    }

    [Fact]
    public void ACutMatrixIsNamedAndLeftOut()
    {
        var whole = NpyFiles.Of("<f8", fortran: false, 1, new double[,] { { 1, 2 } });
        using var folder = new ConversionFolder().Write("clicks.csv", Interactions).Write("text_feat.npy", whole[..^3]);

        folder.Convert().FirstBadRows.ShouldHaveSingleItem().Reason.ShouldContain("needs");
    }
}
