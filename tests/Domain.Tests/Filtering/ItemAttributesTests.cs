using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KDiffE.Domain.Filtering;
using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Filtering;

/// <summary>Columns and remembered clauses say what looking at every item's JSON would say, whatever changes meanwhile.</summary>
public sealed class ItemAttributesTests
{
    private static readonly string?[] Films =
    [
        """{"title":"Laura","year":1944,"genre":["noir","mystery"],"sold":false,"details":{"pages":88,"by whom":"Preminger"}}""",
        """{"title":"Shane","year":"1953","genre":["western"],"sold":true}""",
        """{"title":"M","year":1931.5,"genre":"noir","director":null,"tags":[],"prices":[9.5,20.5]}""",
        null,
        """{"year":true,"genre":[["noir"],{"a":1},null,7]}""",
    ];

    [Theory]
    [InlineData("year >= 1944", 0, 1)]
    [InlineData("year > 1931.5", 0, 1)]
    [InlineData("year < 1950", 0, 2)]
    [InlineData("year <= 1931.5", 2)]
    [InlineData("year = 1944", 0)]
    [InlineData("year = \"1944\"")]
    [InlineData("year = 1953", 1)]
    [InlineData("year = \"1953\"", 1)]
    [InlineData("year != 1944", 1, 2, 4)]
    [InlineData("year in (1944, 1931.5, 1953, 3)", 0, 1, 2)]
    [InlineData("year not in (1944, 1931.5)", 1, 4)]
    [InlineData("year = true", 4)]
    [InlineData("year >= \"1950\"", 1)]
    [InlineData("genre = \"noir\"", 0, 2)]
    [InlineData("genre != \"noir\"", 1, 4)]
    [InlineData("not genre = \"noir\"", 1, 3, 4)]
    [InlineData("genre in (\"mystery\", \"western\")", 0, 1)]
    [InlineData("genre < \"noir\"", 0)]
    [InlineData("genre = 7", 4)]
    [InlineData("prices < 10", 2)]
    [InlineData("prices > 10 and prices < 20", 2)]
    [InlineData("exists(genre)", 0, 1, 2, 4)]
    [InlineData("exists(director)")]
    [InlineData("director != \"Lang\"")]
    [InlineData("exists(tags)", 2)]
    [InlineData("tags != \"x\"", 2)]
    [InlineData("sold = true", 1)]
    [InlineData("sold != true", 0)]
    [InlineData("details.pages = 88 and details.`by whom` = \"Preminger\"", 0)]
    [InlineData("exists(details)", 0)]
    [InlineData("details = 88")]
    [InlineData("genre.a = 1")]
    [InlineData("not exists(nobody)", 0, 1, 2, 3, 4)]
    [InlineData("title = \"M\" or title = \"Laura\" and year = 1", 2)]
    [InlineData("(title = \"M\" or title = \"Laura\") and year = 1944", 0)]
    public void AClauseIsTrueOfTheseFilms(string clause, params int[] expected)
    {
        Rows(Of(Films), clause, Films.Length).ShouldBe(expected);
        Enumerable.Range(0, Films.Length).Where(new Func<int, bool>(row => new BruteForce(clause).Matches(Films[row]))).ShouldBe(expected, "the brute force is wrong");
    }

    [Fact]
    public void SaysWhatLookingAtEveryItemSays()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 60; trial++)
        {
            var rows = random.Next(0, 200);
            string?[] items = [.. Enumerable.Range(0, rows).Select(_ => RandomItem(random))];
            var attributes = Of(items);
            for (var k = 0; k < 40; k++)
                ShouldAgree(attributes, items, RandomClauses.Next(random), rows);
        }
    }

    [Fact]
    public void KeepsSayingSoWhileItemsChangeComeAndGo()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 20; trial++)
        {
            var attributes = new ItemAttributes();
            var items = new List<string?>();
            // More clauses than are remembered.
            string[] clauses = [.. Enumerable.Range(0, ItemAttributes.MaxClauses + 20).Select(_ => RandomClauses.Next(random))];
            for (var step = 0; step < 400; step++)
            {
                var row = random.Next(10) == 0 ? items.Count + random.Next(3) : random.Next(items.Count + 1);
                while (items.Count <= row)
                    items.Add(null);
                items[row] = random.Next(8) == 0 ? null : RandomItem(random);
                attributes.Set(row, items[row] is { } json ? Encoding.UTF8.GetBytes(json) : []);
                ShouldAgree(attributes, items, clauses[random.Next(clauses.Length)], items.Count);
            }
        }
    }

    [Fact]
    public void ARowWithoutAttributesIsThereHoweverFarBeyondTheLastOne()
    {
        var attributes = Of(Films);

        Rows(attributes, "not year = 1944", 200).ShouldBe([.. Enumerable.Range(1, 199)]);
        Rows(attributes, "exists(year)", 200).ShouldBe([0, 1, 2, 4]);
        Rows(attributes, "not exists(year)", 3).ShouldBeEmpty();
        attributes.Matches(WhereClause.Parse("not exists(year)"), 1_000_000).ShouldBeTrue();
        attributes.Matches(WhereClause.Parse("exists(year)"), 1_000_000).ShouldBeFalse();
        Rows(new ItemAttributes(), "not exists(year)", 0).ShouldBeEmpty();
    }

    [Fact]
    public void AndKeepsOnlyWhatWasInTheSet()
    {
        var mask = new ItemMask(5) { [2] = true, [1] = true };

        Of(Films).And(WhereClause.Parse("genre = \"noir\""), mask);

        Members(mask).ShouldBe([2]);
    }

    [Fact]
    public void ANameThatIsNewIsFoundInWhatComesAfterTheClause()
    {
        var attributes = Of(Films);
        Rows(attributes, "late.comer = 1", 5).ShouldBeEmpty();

        attributes.Set(3, """{"late":{"comer":1}}"""u8);
        attributes.Set(1_000, """{"l\u0061te":{"comer":[2,1]}}"""u8);

        Rows(attributes, "late.comer = 1", 1_001).ShouldBe([3, 1_000]);
        Rows(attributes, "late.comer = 2", 1_001).ShouldBe([1_000]);
    }

    [Fact]
    public void MoreAttributesThanAreKeptAreStillAnsweredFor()
    {
        var names = Enumerable.Range(0, ItemAttributes.MaxColumns * 2).Select(k => $"a{k}").ToArray();
        var attributes = Of([.. names.Select((name, k) => $$"""{"{{name}}":{{k}}}""")]);

        for (var round = 0; round < 2; round++)
        {
            for (var k = 0; k < names.Length; k++)
                Rows(attributes, $"a{k} = {k}", names.Length).ShouldBe([k]);
        }

        Rows(attributes, string.Join(" or ", names.Take(100).Select(name => $"exists({name})")), names.Length).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void WritesTheAttributesThatAreAskedForAsTheyAre()
    {
        var attributes = Of(Films);

        Written(attributes, 0, "title", "details.`by whom`", "genre", "nobody", "title.x").ShouldBe(
            """{"title":"Laura","details.`by whom`":"Preminger","genre":["noir","mystery"]}""");
        Written(attributes, 2, "details", "director", "year").ShouldBe("""{"director":null,"year":1931.5}""");
        Written(attributes, 3, "title").ShouldBe("{}");
        Written(attributes, 9_999, "title").ShouldBe("{}");
        Encoding.UTF8.GetString(attributes.Json(1).Span).ShouldBe(Films[1]);
        attributes.Json(3).IsEmpty.ShouldBeTrue();
        attributes.Json(9_999).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":NaN}")]
    public void WhatIsNoObjectIsRefusedAndNothingChanges(string json)
    {
        var attributes = Of(Films);

        Should.Throw<JsonException>(() => attributes.Set(0, Encoding.UTF8.GetBytes(json)));
        Should.Throw<JsonException>(() => attributes.Set(7, [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]));

        attributes.Rows.ShouldBe(5);
        Rows(attributes, "year = 1944", 5).ShouldBe([0]);
    }

    [Fact]
    public async Task ReadersSeeEveryRowAsItIsOrWas()
    {
        // The even rows stay, the odd ones change without a pause; new clauses, attributes and rows come all the while.
        const int Rows = 3_000;
        var attributes = new ItemAttributes();
        for (var row = 0; row < Rows; row++)
            attributes.Set(row, Encoding.UTF8.GetBytes($$"""{"n":{{row % 10}},"m{{row % 7}}":"x"}"""));
        var stop = 0;
        var writer = Task.Run(() =>
        {
            var random = new Random(5);
            for (var row = Rows; Volatile.Read(ref stop) == 0; row += random.Next(5) == 0 && row < 50_000 ? 2 : 0)
            {
                var odd = (random.Next(row) / 2 * 2) + 1;
                attributes.Set(odd, Encoding.UTF8.GetBytes($$"""{"n":{{random.Next(10)}},"m{{random.Next(7)}}":"{{random.Next(50)}}"}"""));
            }
        }, TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var mask = new ItemMask(Rows);
            for (var k = 0; k < 1_500; k++)
            {
                var (n, m) = (random.Next(10), random.Next(7));
                attributes.Evaluate(WhereClause.Parse($"n = {n} and m{m} = \"x\" or n = {random.Next(10, 1_000)}"), mask);
                for (var row = 0; row < Rows; row += 2)
                    (mask[row] == (row % 10 == n && row % 7 == m)).ShouldBeTrue();
            }
        }, TestContext.Current.CancellationToken)).ToArray();

        await Task.WhenAll(readers);
        Volatile.Write(ref stop, 1);
        await writer;

        // At rest everything is as it is.
        for (var n = 0; n < 10; n++)
        {
            var clause = WhereClause.Parse($"n = {n} and not m3 = \"x\"");
            var brute = new BruteForce(clause.ToString());
            for (var row = 0; row < attributes.Rows; row += 37)
                attributes.Matches(clause, row).ShouldBe(brute.Matches(attributes.Json(row) is { IsEmpty: false } json ? Encoding.UTF8.GetString(json.Span) : null));
        }
    }

    [Fact]
    public async Task WhatChangesWhileAColumnIsBuiltIsInIt()
    {
        const int Rows = 40_000;
        var attributes = new ItemAttributes(Rows);
        for (var row = 0; row < Rows; row++)
            attributes.Set(row, """{"a0":0,"a1":0,"a2":0,"a3":0,"a4":0,"a5":0,"a6":0,"a7":0}"""u8);

        // Every row changes once, and more rows come, while one attribute after the other is asked for.
        var writer = Task.Run(() =>
        {
            for (var row = 0; row < Rows + 1_000; row++)
                attributes.Set(row, """{"a0":1,"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1}"""u8);
        }, TestContext.Current.CancellationToken);
        for (var k = 0; k < 8; k++)
            attributes.Matches(WhereClause.Parse($"a{k} = 1"), 0);
        await writer;

        for (var k = 0; k < 8; k++)
            ItemAttributesTests.Rows(attributes, $"a{k} = 1", Rows + 1_000).Length.ShouldBe(Rows + 1_000);
    }

    [Fact]
    public void ARememberedClauseCostsNoAllocation()
    {
        var attributes = Of(Films);
        var (clause, mask) = (WhereClause.Parse("year > 1940 and genre = \"noir\""), new ItemMask(500));
        attributes.Evaluate(clause, mask);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 100; k++)
            attributes.And(clause, mask);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void ShouldAgree(ItemAttributes attributes, IReadOnlyList<string?> items, string text, int rows)
    {
        var brute = new BruteForce(text);
        var expected = Enumerable.Range(0, rows).Where(row => brute.Matches(items[row])).ToArray();
        Rows(attributes, text, rows).ShouldBe(expected, text);
    }

    private static string RandomItem(Random random)
    {
        string[] scalars = ["0", "-1", "1990", "1995", "2000.0", "19.5", "\"noir\"", "\"western\"", "\"1995\"", "\"0\"", "\"01\"", "\"\"", "\"a\\\"\\\\\\u00e9\\n\"", "\"😀\"", "true", "false", "null", "{}", "{\"pages\":1}", "[]"];
        string[] names = ["year", "price", "genre", "tags", "sold", "mixed", "pages", "by whom", "and"];
        var parts = names.Where(_ => random.Next(3) > 0).Select(name => $"\"{name}\":{Value()}").ToList();
        if (random.Next(2) == 0)
            parts.Add($$"""  "details" : {"pages": {{Value()}}, "by whom":{{Value()}}}""");
        return "{" + string.Join(",", parts) + "}";

        string Value() => random.Next(3) == 0
            ? "[" + string.Join(" , ", random.GetItems(scalars, random.Next(4))) + "]"
            : scalars[random.Next(scalars.Length)];
    }

    private static ItemAttributes Of(string?[] items)
    {
        var attributes = new ItemAttributes(items.Length);
        for (var row = 0; row < items.Length; row++)
            attributes.Set(row, items[row] is { } json ? Encoding.UTF8.GetBytes(json) : []);
        return attributes;
    }

    private static int[] Rows(ItemAttributes attributes, string clause, int rows)
    {
        var mask = new ItemMask(rows);
        attributes.Evaluate(WhereClause.Parse(clause), mask);
        return Members(mask);
    }

    private static int[] Members(ItemMask mask) => [.. Enumerable.Range(0, mask.Items).Where(row => mask[row])];

    private static string Written(ItemAttributes attributes, int row, params string[] names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            attributes.Write(row, names.Select(AttributePath.Parse), writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
