using System.Text;
using KDiffE.Infrastructure.Convert.Output;
using Parquet;
using Parquet.Schema;

namespace KDiffE.Infrastructure.Tests.Convert;

public sealed class TableFormatTests
{
    private static readonly Rune[] Awkward = [.. "ab\",;| '\n\r\té🎬\\#0:".EnumerateRunes()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("user_id,item_id,rating,timestamp,event_type", "user_id:token\titem_id:token\trating:float\ttimestamp:float\tevent_type:token")]
    [InlineData("userId,productId,score,time,action", "user_id:token\titem_id:token\trating:float\ttimestamp:float\tevent_type:token")]
    [InlineData("User-ID,ISBN,Book-Rating,x,y", "user_id:token\titem_id:token\trating:float")]
    [InlineData("visitorid,itemid,x,timestamp,event", "user_id:token\titem_id:token\ttimestamp:float\tevent_type:token")]
    [InlineData("CUSTOMER ID,sku,x,created_at,y", "user_id:token\titem_id:token\ttimestamp:float")]
    public void UsualSpellingsAreKnown(string header, string expected)
    {
        using var folder = new ConversionFolder().Write("clicks.csv", $"{header}\na,b,3,1600000000,buy\n");

        folder.Convert().Format.ShouldBe("table");

        folder.Rows("out.inter")[0].ShouldBe(expected);
    }

    [Fact]
    public void ItIsSaidWhatWasTakenForWhat()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "when,user,item,page\n1,a,b,7\n").Write("other.csv", "a,b\n1,2\n").Write("readme.txt", "x");

        folder.Convert().Notes.ShouldBe(["clicks.csv: user is user, item is item; left out: when, page.", "Not read: other.csv, readme.txt."]);
    }

    [Fact]
    public void NamedColumnsAreTakenWhateverTheyAreCalled()
    {
        using var folder = new ConversionFolder().Write("ratings.csv", "userId,movieId,rating,timestamp,wer,was,wann,wie,warum\n1,2,3,4,anna,buch,2021-03-04,9,kauf\n");

        var report = folder.Convert(columns: new ColumnNames("wer", "was", "wie", "wann", "warum"));

        report.Format.ShouldBe("table");
        // 2021-03-04T00:00Z is 18,690 days after 1970: 18,690 x 86,400.
        folder.Rows("out.inter")[1].ShouldBe("anna\tbuch\t9\t1614816000\tkauf");
    }

    [Theory]
    [InlineData("user")]
    [InlineData("item")]
    [InlineData("rating")]
    [InlineData("time")]
    [InlineData("event")]
    public void AColumnThatIsNotThereIsSaidToBeSo(string place)
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item,stars,at,what\na,b,3,1,buy\n");
        var named = new ColumnNames("user", "item", "stars", "at", "what");

        var error = Should.Throw<InvalidOperationException>(() => folder.Convert(columns: place switch
        {
            "user" => named with { User = "wer" },
            "item" => named with { Item = "wer" },
            "rating" => named with { Rating = "wer" },
            "time" => named with { Time = "wer" },
            _ => named with { Event = "wer" },
        }));

        error.Message.ShouldContain($"the column 'wer', which was named for the {place}. It holds clicks.csv (user, item, stars, at, what).");
        folder.Made.ShouldBeEmpty();
    }

    [Fact]
    public void QuotesSeparatorsAndOldEncodingsAreThoseOfTheFile()
    {
        using var folder = new ConversionFolder()
            .Write("a.csv", Encoding.Latin1.GetBytes("\"user\";\"item\";\"note\"\r\n\"José; \"\"Pepe\"\"\";\"b\";\"two\r\nlines\"\r\nx;\"y\";\r\n"))
            .Write("b.tsv", "\uFEFFuser\titem\nš\tc, d\n");

        folder.Convert().BadRows.ShouldBe(0);

        folder.Rows("out.inter")[1..].ShouldBe(["José; \"Pepe\"\tb", "x\ty", "š\tc, d"]);
    }

    [Theory]
    [InlineData("1600000000", "1600000000", "1600000000")]
    [InlineData("1600000000.25", "1600000000", "1600000000.25")]
    [InlineData("1.6e9", "1600000000", "1600000000")]
    [InlineData("1600000000123", "1600000000000", "1600000000.123")]
    [InlineData("94694400000", "1600000000000", "94694400")]
    [InlineData("94694400000", "94694400000", "94694400")]
    [InlineData("1600000000123456", "94694400000000", "1600000000.123456")]
    [InlineData("1600000000123456789", "0", "1600000000.123457")]
    [InlineData("-86400", "1600000000", "-86400")]
    [InlineData("2020-09-13", "", "1599955200")]
    [InlineData("2020-09-13T12:26:40Z", "2020-09-13 12:26", "1600000000")]
    [InlineData("2020-09-13 12:26:40", "", "1600000000")]
    [InlineData("2020-09-13 12:26:40.5 UTC", "", "1600000000.5")]
    [InlineData("2020-09-13T14:26:40+02:00", "", "1600000000")]
    [InlineData("NULL", "1600000000", "")]
    public void TimesBecomeSecondsWhateverTheyCount(string time, string other, string expected)
    {
        using var folder = new ConversionFolder().Write("clicks.csv", $"user,item,time\na,b,{time}\na,c,{other}\n");

        folder.Convert().BadRows.ShouldBe(0);

        folder.Rows("out.inter")[1].ShouldBe($"a\tb\t{expected}");
    }

    [Fact]
    public void ATimeInAnotherUnitThanTheOthersIsNamed()
    {
        using var folder = new ConversionFolder().Write(
            "clicks.csv", "user,item,time\n" + string.Concat(Enumerable.Repeat("a,b,1600000000\n", 1000)) + "a,c,1600000000000\na,d,13/09/2020\na,e,-99999999999\n");

        folder.Convert().FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "clicks.csv:1002: time: '1600000000000' lies in the future in seconds, the unit of the column",
            "clicks.csv:1003: time: '13/09/2020' is no time: neither a number nor ISO 8601",
            "clicks.csv:1004: time: '-99999999999' is no time between the year 1 and today",
        ]);
    }

    [Fact]
    public void EveryBadRowIsNamed()
    {
        using var folder = new ConversionFolder().Write(
            "clicks.csv", $"user,item,rating\na,b,1\n,b,1\na, ,1\na,{new string('i', 201)},1\n\na,\"b\tc\",1\na,b,1e999\na,b,NaN\na,b\na,b,1,2\na,\"b,2\nc,d,3\n");

        var report = folder.Convert();

        report.FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "clicks.csv:3: user: is empty", "clicks.csv:4: item: is empty", "clicks.csv:5: item: is longer than 200 characters",
            "clicks.csv:7: item: holds a tab, a line break or a NUL, which no id may", "clicks.csv:8: rating: '1e999' is not a number",
            "clicks.csv:10: 2 fields where the first row has 3", "clicks.csv:11: 4 fields where the first row has 3",
            "clicks.csv:12: 2 fields where the first row has 3, up to line 14; a quote may be left open",
        ]);
        folder.Rows("out.inter")[1..].ShouldBe(["a\tb\t1", "a\tb\t"]);
    }

    [Theory]
    // In the last column the fields are as many as they should be.
    [InlineData("a,b,\"12 inch\nc,d,x\ne,f,y\n", "clicks.csv:3: a quote is left open, up to the end of the file")]
    [InlineData("a,b,\"12 inch", "clicks.csv:3: a quote is left open")]
    // The next row's stray quote closes that of this one.
    [InlineData("a,b,\"12 inch\nc,d,\"13 inch\n", "clicks.csv:3: a quote stands within a field, and what follows up to line 4 was taken for quoted")]
    [InlineData("a,b,12\" x\nc,d,13\" x\n", "clicks.csv:3: a quote stands within a field, and what follows up to line 4 was taken for quoted")]
    public void AQuoteThatSwallowsRowsIsNamed(string rows, string named)
    {
        using var folder = new ConversionFolder().Write("clicks.csv", $"user,item,title\ng,h,\"x \"\"y\"\"\"\n{rows}");

        folder.Convert().FirstBadRows.Select(row => row.ToString()).ShouldBe([named]);

        folder.Rows("out.inter")[1..].ShouldBe(["g\th"]);
    }

    [Fact]
    public void QuotesOfOneLineAndLineBreaksWithinThemAreSound()
    {
        using var folder = new ConversionFolder().Write("clicks.csv", "user,item,title\na,b,12\" x 13\" lamp\nc,d,\"two\nlines, \"\"quoted\"\"\"\ne,f,\"g\"\n");

        folder.Convert().BadRows.ShouldBe(0);

        folder.Rows("out.inter")[1..].ShouldBe(["a\tb", "c\td", "e\tf"]);
    }

    [Fact]
    public void AnIdOfTwoHundredEmojiIsShortEnough()
    {
        var id = string.Concat(Enumerable.Repeat("🎬", 200));
        using var folder = new ConversionFolder().Write("clicks.csv", $"user,item\n{id},b\n{id}🎬,b\n");

        folder.Convert().FirstBadRows.ShouldHaveSingleItem().Line.ShouldBe(3);

        folder.Load().UserIds.ShouldBe([id]);
    }

    [Fact]
    public void TablesOfItemsAndUsersBecomeTheirAttributes()
    {
        using var folder = new ConversionFolder()
            .Write("events.csv", "user,item\nu1,i1\n")
            .Write("items.csv", "item_id,title,genres,price\ni1,\"The\nBig One\",Science Fiction|Drama,9.5\ni2,Small,,\n")
            .Write("more.csv", "price,itemid,colour\n1,i3,red\n1,i3,blue\n")
            .Write("people.csv", "user_id,city\nu1,Berlin\n");

        var report = folder.Convert();

        report.FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe("more.csv:3: item: 'i3' is declared twice");
        folder.Rows("out.item").ShouldBe([
            "item_id:token\ttitle:token\tgenres:token_seq\tprice:token\tcolour:token",
            "i1\tThe Big One\tScience_Fiction Drama\t9.5\t", "i2\tSmall\t\t\t", "i3\t\t\t1\tred",
        ]);
        folder.Rows("out.user")[1..].ShouldBe(["u1\tBerlin"]);
        folder.Load().ItemNames.ShouldBe(["The Big One", "Small", null]);
    }

    [Fact]
    public async Task ParquetOfEveryUsualTypeIsRead()
    {
        using var folder = new ConversionFolder();
        DataField[] fields =
        [
            new DataField("user_id", typeof(long), isNullable: true), new DataField("item_id", typeof(string), isNullable: true), new DataField("rating", typeof(double), isNullable: true),
            new DateTimeDataField("timestamp", DateTimeFormat.Timestamp), new DataField("event", typeof(string), isNullable: true),
        ];
        await using (var stream = File.Create(Path.Combine(folder.Source, "part-0.parquet")))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, cancellationToken: Token))
        {
            // Two groups of rows; the second has a null in every column that may have one.
            await WriteAsync(writer, [1, 2], ["a", "b\tc"], [4.5, 1e-7], [DateTime.UnixEpoch.AddSeconds(1600000000.5), DateTime.UnixEpoch], ["buy", ""]);
            await WriteAsync(writer, [3, null, 5], ["c", "d", null], [null, 1, 1], [DateTime.UnixEpoch.AddDays(1), DateTime.UnixEpoch, DateTime.UnixEpoch], [null, null, null]);
        }

        var report = folder.Convert();

        report.Format.ShouldBe("table");
        report.FirstBadRows.Select(row => row.ToString()).ShouldBe([
            "part-0.parquet:2: item: holds a tab, a line break or a NUL, which no id may", "part-0.parquet:4: user: is empty", "part-0.parquet:5: item: is empty",
        ]);
        folder.Rows("out.inter").ShouldBe(["user_id:token\titem_id:token\trating:float\ttimestamp:float\tevent_type:token", "1\ta\t4.5\t1600000000.5\tbuy", "3\tc\t\t86400\t"]);

        async Task WriteAsync(ParquetWriter writer, long?[] users, string?[] items, double?[] ratings, DateTime[] times, string?[] events)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(fields[0], users, cancellationToken: Token);
            await group.WriteAsync(fields[1], items!);
            await group.WriteAsync<double>(fields[2], ratings, cancellationToken: Token);
            await group.WriteAsync<DateTime>(fields[3], times, cancellationToken: Token);
            await group.WriteAsync(fields[4], events!);
        }
    }

    [Fact]
    public async Task IdsAndTimesOfOtherTypesAreReadAsTheyAreWritten()
    {
        var id = Guid.Parse("0d3a4c1e-7a55-4b0e-9d7c-5a3f2f0c9b11");
        using var folder = new ConversionFolder();
        await WriteAsync<int>("a", typeof(int), -7, typeof(DateOnly), new DateOnly(2020, 9, 13));
        await WriteAsync<Guid>("b", typeof(Guid), id, typeof(DateOnly), new DateOnly(1999, 12, 31));
        await WriteAsync<double>("c", typeof(double), 12.0, typeof(DateOnly), new DateOnly(1970, 1, 1));
        await WriteAsync<short>("d", typeof(short), 3, typeof(DateOnly), new DateOnly(1970, 1, 2));
        await WriteAsync<double>("e", typeof(double), double.NaN, typeof(DateOnly), new DateOnly(1970, 1, 2));

        folder.Convert().FirstBadRows.ShouldHaveSingleItem().ToString().ShouldBe("e.parquet:1: item: is empty");

        folder.Rows("out.inter")[1..].ShouldBe(["u\t-7\t1599955200", $"u\t{id}\t946598400", "u\t12\t0", "u\t3\t86400"]);

        async Task WriteAsync<T>(string name, Type type, T item, Type timeType, DateOnly time)
            where T : struct
        {
            DataField[] fields = [new DataField("user", typeof(string), isNullable: true), new DataField("item", type, isNullable: false), new DataField("date", timeType, isNullable: false)];
            await using var stream = File.Create(Path.Combine(folder.Source, name + ".parquet"));
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, cancellationToken: Token);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(fields[0], new[] { "u" });
            await group.WriteAsync<T>(fields[1], new[] { item }, cancellationToken: Token);
            await group.WriteAsync<DateOnly>(fields[2], new[] { time }, cancellationToken: Token);
        }
    }

    [Fact]
    public void ADamagedParquetFileIsNamedAndNothingIsLeft()
    {
        using var folder = new ConversionFolder().Write("a.parquet", "PAR1 and no more of it");

        Should.Throw<InvalidDataException>(() => folder.Convert()).Message.ShouldStartWith("a.parquet cannot be read as Parquet");

        folder.Made.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhateverACsvHoldsComesOutAsItWas(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 2000).Select(_ => (User: Text(random), Item: Text(random), Note: Text(random))).ToList();
        using var folder = new ConversionFolder().Write(
            "clicks.csv", "user,note,item\n" + string.Concat(rows.Select(row => $"{Quoted(row.User)},{Quoted(row.Note)},{Quoted(row.Item)}\n")));
        var (sound, bad) = (rows.Where(row => IsId(row.User) && IsId(row.Item)).ToList(), rows.Count(row => !IsId(row.User) || !IsId(row.Item)));

        var report = folder.Convert();

        report.BadRows.ShouldBe(bad);
        folder.Rows("out.inter")[1..].ShouldBe(sound.Select(row => $"{row.User}\t{row.Item}"));

        static bool IsId(string text) => !string.IsNullOrWhiteSpace(text) && text.IndexOfAny(['\t', '\r', '\n']) < 0;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void WhateverIsWrittenIsReadWithoutABadRow(int seed)
    {
        var random = new Random(seed);
        using var folder = new ConversionFolder()
            .Write("clicks.csv", Table(["user", "item", "rating", "time", "event"]))
            .Write("things.csv", Table(["item", "title", "genres", .. Headers()]))
            .Write("people.csv", Table(["user", .. Headers()]));

        var report = folder.Convert();

        // Loading a folder throws where a single row of any file is bad.
        var data = folder.Load();
        data.UserIds.Count.ShouldBePositive();
        report.Sources.Sum(file => file.Rows).ShouldBe(report.BadRows + report.Files.Sum(file => file.Rows));

        string[] Headers() => [.. Enumerable.Range(0, 4).Select(_ => Text(random)), "item_id", "same", "same"];

        string Table(string[] header) => string.Concat(
            Enumerable.Range(0, 300).Select(_ => header.Select(column => column switch
            {
                "rating" => random.Next(5) == 0 ? Text(random) : $"{random.NextDouble():R}",
                "time" => random.Next(5) == 0 ? Text(random) : $"{random.Next()}",
                _ => Text(random),
            })).Prepend(header).Select(row => string.Join(',', row.Select(Quoted)) + "\n"));
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Awkward[random.Next(Awkward.Length)].ToString()));

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
