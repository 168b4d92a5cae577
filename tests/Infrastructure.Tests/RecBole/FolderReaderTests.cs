using System.IO.Compression;
using System.Text;
using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Tests.RecBole;

/// <summary>What the one reader of folders, which training and import share, says of files that are not quite as they should be.</summary>
public sealed class FolderReaderTests : IDisposable
{
    private const string Header = "user_id:token\titem_id:token\ttimestamp:float\n";

    private readonly TestFolder _folder = new();
    private readonly FolderNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("u\rx\ti\t1\n")]
    [InlineData("u\ti\t1\r\r\n")]
    [InlineData("u\ti\rv\tj\t1\n")]
    public void ACarriageReturnInsideALineIsRefusedWithItsPlace(string row)
    {
        _folder.Write("mini.inter", Header + row);

        Errors().ShouldBe(["mini.inter:2: a carriage return inside the line, which no field may hold"]);
    }

    [Theory]
    [InlineData("item_id:token\tna\0me:token\n", "a NUL character, which no field may hold")]
    [InlineData("item_id:token\tna\rme:token\n", "a carriage return inside the line, which no field may hold")]
    [InlineData("item_id:token\ra\rb\r", "a carriage return inside the line, which no field may hold")]
    public void AHeaderIsCheckedAsItsRowsAre(string header, string reason)
    {
        _folder.Write("mini.item", header);

        Errors().ShouldBe(["mini.item:1: " + reason]);
    }

    [Theory]
    [InlineData("u\ti\t1\n\n")]
    [InlineData("u\ti\t1\r\n\r\n")]
    [InlineData("\n\nu\ti\t1\n\n\n\r\n")]
    public void EmptyLinesAreNoRows(string rows)
    {
        _folder.Write("mini.inter", Header + rows);

        Load().Train.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("user_id:token\titem_id:token\ttimestamp:float\n")]
    [InlineData("\uFEFFuser_id:token\titem_id:token\ttimestamp:float\n")]
    [InlineData("\uFEFFuser_id:token\titem_id:token\trating:float\n")]
    [InlineData("item_id:token\tuser_id:token\n")]
    public void AHeaderInTheMiddleIsNoRow(string second)
    {
        _folder.Write("mini.inter", Header + "u\ti\t1\n" + second + "u\tj\t1\n");

        Errors().ShouldBe(["mini.inter:3: is a header in the middle, as where files were put together"]);
    }

    [Theory]
    [InlineData("1694282882238", "in milliseconds it would be 2023-09-09")]
    [InlineData("1694282882238000", "in microseconds it would be 2023-09-09")]
    [InlineData("1694282882238000000", "in nanoseconds it would be 2023-09-09")]
    public void ATimeInAnotherUnitIsRefusedWithThatUnit(string time, string unit)
    {
        _folder.Write("mini.inter", Header + $"u\ti\t{time}\n");

        Errors().ShouldBe([$"mini.inter:2: timestamp: is no time between the years 1 and 9999 in seconds; {unit}"]);
    }

    [Fact]
    public void TimesAfterTomorrowAreTakenAndNamed()
    {
        var soon = DateTimeOffset.UtcNow.AddHours(12).ToUnixTimeSeconds();
        _folder.Write("mini.inter", Header + $"u\ti\t{soon}\nu\tj\t94694400000\nu\tk\t94694500000\n");

        Load().Train.Count.ShouldBe(1);

        _notes.All.ShouldBe(["mini.inter: 2 times lie after tomorrow (line 3 first, 4970-09-30; in milliseconds it would be 1973-01-01)."]);
    }

    [Fact]
    public void FilesThatNobodyReadsAreNamedAndThoseOfNearlyTheNameWithIt()
    {
        _folder.Write("mini.item", "item_id:token\ni\n");
        foreach (var file in new[] { "mini.Inter", "other.inter", "README.md", "MINI.kg.gz" })
            _folder.Write(file, "");

        Load();

        _notes.All.ShouldBe(["Not read: MINI.kg.gz (meant as mini.kg.gz?), README.md, mini.Inter (meant as mini.inter?), other.inter."]);
    }

    [Theory]
    [InlineData("Timestamp", "timestamp")]
    [InlineData("event-type", "event_type")]
    [InlineData("Ratings", "rating")]
    public void AColumnThatIsNearlyAKnownOneIsNamed(string column, string known)
    {
        _folder.Write("mini.inter", $"user_id:token\titem_id:token\t{column}:token\nu\ti\tx\n");

        Load();

        _notes.All.ShouldBe([$"mini.inter: the column '{column}' is kept as an attribute; the known one is called '{known}'."]);
    }

    [Fact]
    public void AMissingColumnIsNamedWithTheOneThatIsNearlyIt()
    {
        _folder.Write("mini.inter", "userId:token\titem_id:token\nu\ti\n");

        Errors().ShouldBe(["mini.inter:1: user_id: the file lacks this column; did 'userId' mean it?"]);
    }

    [Fact]
    public void ColumnsThatHaveNoPlaceAndItemsThatOnlyALinkKnowsAreNamed()
    {
        _folder.Write("mini.item", "item_id:token\ni\n");
        _folder.Write("mini.link", "item_id:token\tentity_id:token\tsince:float\ni\te\t1\nj\tf\t1\nk\tg\t1\n");

        Load().ItemIds.ShouldBe(["i", "j", "k"]);

        _notes.All.ShouldBe([
            "mini.link: not read: column since.",
            "mini.link: 2 items come up in no file before it, 'j' first; they are items of the catalogue all the same.",
        ]);
    }

    [Fact]
    public void APackedFolderIsReadAsThePlainOne()
    {
        using var plain = TestFolder.Full();
        foreach (var file in Directory.EnumerateFiles(plain.Path))
            _folder.Write(Path.GetFileName(file) + ".gz", Pack(File.ReadAllBytes(file)));

        var (packed, expected) = (Load(), FolderDataset.Load(plain.Path, cancellationToken: TestContext.Current.CancellationToken));

        System.Text.Json.JsonSerializer.Serialize(packed).ShouldBe(System.Text.Json.JsonSerializer.Serialize(expected));
        _notes.All.ShouldBeEmpty();
    }

    [Fact]
    public void APlainFileIsTakenBeforeAPackedOne()
    {
        _folder.Write("mini.inter", Header + "u\tplain\t1\n");
        _folder.Write("mini.inter.gz", Pack(Encoding.UTF8.GetBytes(Header + "u\tpacked\t1\n")));

        Load().ItemIds.ShouldBe(["plain"]);

        _notes.All.ShouldBe(["Not read: mini.inter.gz."]);
    }

    [Fact]
    public void APackedFileThatIsDamagedIsNamed()
    {
        var whole = Pack(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(0, 20_000).Select(n => $"u{n * 7919 % 10_007}\ti{n}\t{n}\n"))));
        _folder.Write("mini.inter.gz", whole[..(whole.Length / 2)]);
        Should.Throw<InvalidDataException>(() => Load()).Message.ShouldStartWith("mini.inter.gz cannot be unpacked after line ");

        _folder.Write("mini.inter.gz", "no archive");
        Should.Throw<InvalidDataException>(() => Load()).Message.ShouldStartWith("mini.inter.gz cannot be unpacked after line 0");
    }

    [Fact]
    public void ASequenceOfBlanksIsNoValue()
    {
        _folder.Write("mini.item", "item_id:token\tmix:float_seq\ni\t  \nj\t1  2\n");

        Load().Items.ShouldBe(2);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(content);
        return packed.ToArray();
    }

    private Dataset Load() => FolderDataset.Load(_folder.Path, notes: _notes, cancellationToken: TestContext.Current.CancellationToken);

    private string[] Errors() => [.. Should.Throw<BadRowsException>(() => Load()).Rows.First.Select(row => row.ToString())];
}
