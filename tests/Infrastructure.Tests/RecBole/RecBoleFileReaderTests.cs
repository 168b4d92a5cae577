using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Tests.RecBole;

public sealed class RecBoleFileReaderTests
{
    private readonly BadRows _badRows = new();

    [Fact]
    public void ReadsColumnsByNameWhateverTheirOrder()
    {
        using var file = Open("b:float\ta:token\n2.5\tx \"y\"\n3\tz\n");

        file.Read().ShouldBeTrue();
        Text(file, "a").ShouldBe("x \"y\"");
        file.TryNumber(file.Find("b"), out var number).ShouldBeTrue();
        number.ShouldBe(2.5);
        file.Read().ShouldBeTrue();
        Text(file, "a").ShouldBe("z");
        file.Read().ShouldBeFalse();
        file.Find("c").ShouldBe(-1);
        _badRows.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("a:token\nx\ny")]
    [InlineData("a:token\nx\ny\n")]
    [InlineData("a:token\r\nx\r\ny\r\n")]
    [InlineData("\uFEFFa:token\nx\ny")]
    public void TheLastNewlineMayBeMissingAndLinesMayEndInCrLf(string content)
    {
        using var file = Open(content);
        var values = new List<string>();
        while (file.Read())
            values.Add(Text(file, "a"));

        values.ShouldBe(["x", "y"]);
        _badRows.Count.ShouldBe(0);
    }

    [Fact]
    public void LinesLongerThanTheBufferAreReadWhole()
    {
        var longValue = new string('ä', 300_000);
        using var file = Open($"a:token\tb:token\nx\ty\n{longValue}\tz\nlast\tw");
        var values = new List<string>();
        while (file.Read())
            values.Add(Text(file, "a"));

        values.ShouldBe(["x", longValue, "last"]);
    }

    [Fact]
    public void ALineWithoutEndIsRefusedBeforeItFillsTheMemory()
    {
        using var file = Open("a:token\nx\n" + new string('y', 17 << 20));

        file.Read().ShouldBeTrue();
        Should.Throw<InvalidDataException>(() => file.Read()).Message.ShouldStartWith("x.user:3: ");
    }

    [Fact]
    public void RowsOfAnotherFieldCountInvalidUtf8OrNulAreSkippedAndNamed()
    {
        byte[] content = [.. "a:token\tb:token\n1\t2\n1\n1\t2\t3\n"u8, 0xFF, .. "\t2\n1\t\0\n\n5\t6"u8];
        using var file = new RecBoleFileReader(new MemoryStream(content), "x.user", _badRows);
        var lines = new List<long>();
        while (file.Read())
            lines.Add(file.Line);

        lines.ShouldBe([2, 8]);
        _badRows.First.Select(r => r.ToString()).ShouldBe([
            "x.user:3: 1 fields where the header has 2",
            "x.user:4: 3 fields where the header has 2",
            "x.user:5: invalid UTF-8",
            "x.user:6: a NUL character, which no field may hold",
        ]);
    }

    [Theory]
    [InlineData("", "x.user:1: the file is empty; it needs a header")]
    [InlineData("a\nx\n", "x.user:1: the header field 'a' is not of the form name:type")]
    [InlineData("a:int\nx\n", "x.user:1: unknown type 'int'; known are token, token_seq, float and float_seq")]
    [InlineData("a:token\ta:float\nx\t1\n", "x.user:1: the column 'a' appears twice")]
    public void AnUnusableHeaderYieldsOneErrorAndNoRow(string content, string error)
    {
        using var file = Open(content);

        file.Read().ShouldBeFalse();
        _badRows.First.ShouldHaveSingleItem().ToString().ShouldBe(error);
    }

    [Fact]
    public void IdsHaveOneTo200Characters()
    {
        var longest = new string('ß', 200);
        using var file = Open($"a:token\tb:token\n{longest}\t\n{longest}x\t\n\t\n..\t\n...\t\n");

        file.Read();
        file.IsId(0).ShouldBeTrue();
        file.Read();
        file.IsId(0).ShouldBeFalse();
        file.Read();
        file.IsId(0).ShouldBeFalse();
        file.Read();
        file.IsId(0).ShouldBeFalse();
        file.Read();
        file.IsId(0).ShouldBeTrue();
        _badRows.First.Select(r => r.ToString()).ShouldBe(["x.user:3: a: is longer than 200 characters", "x.user:4: a: is empty", "x.user:5: a: is '.' or '..', which no path can name"]);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-1.5", -1.5)]
    [InlineData("+2", 2)]
    [InlineData(".5", 0.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1E3", 1000)]
    [InlineData("881250949.25", 881250949.25)]
    public void NumbersMayHaveSignPointAndExponent(string text, double expected)
    {
        RecBoleNumber.TryParse(Encoding.UTF8.GetBytes(text), out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1x")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("--1")]
    [InlineData("+-1")]
    public void BrokenNumbersAreRefused(string text) => RecBoleNumber.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    private RecBoleFileReader Open(string content) => new(new MemoryStream(Encoding.UTF8.GetBytes(content)), "x.user", _badRows);

    private static string Text(RecBoleFileReader file, string column) => Encoding.UTF8.GetString(file[file.Find(column)]);
}
