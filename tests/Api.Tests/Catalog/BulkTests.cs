using System.Net;
using System.Text;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Bulk writes: what goes in, what is refused and how that is said.</summary>
public sealed class BulkTests(WritableService writable) : IClassFixture<WritableService>
{
    private readonly HttpClient _client = writable.Client;
    private readonly Service _service = writable.Service;

    [Fact]
    public async Task EachKindOfRowsIsWrittenAndWritingItAgainChangesNothing()
    {
        (string Path, string Lines, int Rows)[] bodies =
        [
            ("/users/bulk", "{\"id\":\"k-ann\",\"attributes\":{\"age\":20}}\n{\"id\":\"k-bob\"}\n", 2),
            ("/items/bulk", """{"id":"k-film","name":"Film","categories":["a","b"],"hidden":true,"availableUntil":"2030-01-01T00:00:00Z","entity":"k-thing","attributes":{"x":[1,null]}}""", 1),
            ("/interactions/bulk", """{"user":"k-ann","item":"k-film","eventType":"buy","weight":1.5,"occurredAt":"2026-01-01T00:00:00Z","attributes":{"a":1}}""" + "\n" + """{"user":"k-new","item":"k-other"}""", 2),
            ("/entities/bulk", """{"id":"k-entity","attributes":{"a":"b"}}""", 1),
            ("/relations/bulk", """{"id":"k-relation"}""", 1),
            ("/triples/bulk", """{"head":"k-thing","relation":"k-relation","tail":"k-tail"}""", 1),
            ("/features/bulk", """{"item":"k-film","modality":"k-image","values":[0.5,-1]}""", 1),
        ];
        foreach (var (path, lines, rows) in bodies)
        {
            (await _client.BulkAsync(path, lines)).Counts.ShouldBe((rows, rows, 0, 0, 0), path);
            (await _client.BulkAsync(path, lines)).Counts.ShouldBe((rows, 0, 0, rows, 0), path);
        }

        var (_, film) = await _client.GetObjectAsync("/items/k-film");
        (film["name"]!.GetValue<string>(), film["entity"]!.GetValue<string>(), film["hidden"]!.GetValue<bool>()).ShouldBe(("Film", "k-thing", true));
        film["attributes"]!.ToJsonString().ShouldBe("""{"x":[1,null]}""");
        (await _client.GetObjectAsync("/users/k-ann")).Body["attributes"]!.ToJsonString().ShouldBe("""{"age":20}""");
        // An event of an unknown time stays one, so that sending it again is the same event.
        (await _client.PagesAsync("/users/k-new/interactions", "interactions", 5)).Single()["occurredAt"].ShouldBeNull();
        (await _client.GetObjectAsync("/items/k-film/features")).Body["features"]![0]!["values"]!.ToJsonString().ShouldBe("[0.5,-1]");
    }

    [Fact]
    public async Task CsvSaysTheSameAsNdjson()
    {
        var items = "name,id,hidden,categories,availableUntil,attributes,entity\r\n\"A \"\"film\"\",\nlong\",c-film,true,a|b,2030-01-01T01:00:00+01:00,\"{\"\"x\"\": 1.50}\",c-thing\r\n\r\n,c-bare,,,,,\r\n";
        (await _client.BulkAsync("/items/bulk", "\uFEFF" + items, Writing.Csv)).Counts.ShouldBe((2, 2, 0, 0, 0));
        var same = """
            {"id":"c-film","name":"A \"film\",\nlong","hidden":true,"categories":["a","b"],"availableUntil":"2030-01-01T00:00:00Z","attributes":{"x":1.50},"entity":"c-thing"}
            {"id":"c-bare"}
            """;
        (await _client.BulkAsync("/items/bulk", "\uFEFF" + same)).Counts.ShouldBe((2, 0, 0, 2, 0));

        (await _client.BulkAsync("/features/bulk", "item,modality,values\nc-film,c-image,1 -2.5e0  3\n", Writing.Csv)).Counts.ShouldBe((1, 1, 0, 0, 0));
        (await _client.GetObjectAsync("/items/c-film/features")).Body["features"]![0]!["values"]!.ToJsonString().ShouldBe("[1,-2.5,3]");
        (await _client.BulkAsync("/interactions/bulk", "item,user,weight\nc-film,c-ann,0.1\n", Writing.Csv)).Counts.ShouldBe((1, 1, 0, 0, 0));
        (await _client.BulkAsync("/interactions/bulk", """{"user":"c-ann","item":"c-film","weight":0.1}""")).Counts.ShouldBe((1, 0, 0, 1, 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task BodiesMayBePacked(string? encoding)
    {
        var name = encoding ?? "plain";
        var lines = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $$"""{"user":"{{name}}{{i % 100}}","item":"{{name}}-item{{i / 100}}","weight":{{i}}}"""));
        (await _client.BulkAsync("/interactions/bulk", lines, encoding: encoding)).Counts.ShouldBe((5000, 5000, 0, 0, 0));
        (await _client.PagesAsync($"/users/{name}7/interactions", "interactions", 1000)).Sum(row => row["weight"]!.GetValue<double>()).ShouldBe(Enumerable.Range(0, 50).Sum(i => i * 100.0 + 7));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task APackedBodyThatWasCutOffIsRefusedAndNothingOfItStays(string encoding)
    {
        var packed = Writing.Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":\"cut-{encoding}-{i * 7919 % 20011}\"}}\n"))), encoding);
        foreach (var bytes in (int[])[packed.Length - 1, packed.Length - 9, packed.Length / 2])
        {
            var answer = await _client.BulkAsync("/users/bulk", packed[..bytes], encoding: encoding);
            (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-body"), answer.Body.ToString());
            answer.Body["detail"]!.GetValue<string>().ShouldStartWith("Nothing was written.");
        }

        (await CountAsync($"users where key like 'cut-{encoding}-%'")).ShouldBe(0);
        (await _client.BulkAsync("/users/bulk", packed, encoding: "zstd")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task OfRowsAboutOneThingTheLastCounts()
    {
        (await _client.BulkAsync("/users/bulk", """
            {"id":"twice","attributes":{"n":1}}
            {"id":"twice","attributes":{"n":2}}
            {"id":"twice","attributes":{"n":3}}
            """)).Counts.ShouldBe((3, 1, 0, 2, 0));
        (await _client.GetObjectAsync("/users/twice")).Body["attributes"]!["n"]!.GetValue<int>().ShouldBe(3);

        (await _client.BulkAsync("/interactions/bulk", """
            {"user":"twice","item":"twice","weight":1}
            {"user":"twice","item":"twice","weight":2}
            {"user":"twice","item":"twice","eventType":"interaction"}
            """)).Counts.ShouldBe((3, 1, 0, 2, 0));
        (await _client.PagesAsync("/users/twice/interactions", "interactions", 5)).Single()["weight"].ShouldBeNull();
    }

    [Fact]
    public async Task ABadLineIsNamedAndTheRestGoesInUnlessTheWriteIsStrict()
    {
        var lines = string.Join('\n',
            """{"user":"b-ann","item":"b-film"}""", "", """{"user":"b-ann"}""", "{", """{"user":"b-ann","item":"x","weight":"heavy"}""",
            """{"user":"b-ann","item":"x","rating":3}""", "\"\\ud800\"", """{"user":"b-bob","item":"b-film"}""");

        var strict = await _client.BulkAsync("/interactions/bulk?strict=true", lines);
        (strict.Status, strict.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/bulk-rejected"));
        (await CountAsync("users where key like 'b-%'")).ShouldBe(0);

        var written = await _client.BulkAsync("/interactions/bulk", lines);
        written.Counts.ShouldBe((7, 2, 0, 0, 5));
        foreach (var answer in (Answer[])[strict, written])
        {
            var errors = answer.Body["errors"]!.AsArray();
            errors.Select(error => (error!["line"]!.GetValue<int>(), error["field"]?.GetValue<string>()))
                .ShouldBe([(3, "item"), (4, null), (5, "weight"), (6, "rating"), (7, null)]);
            errors.Select(error => error!["reason"]!.GetValue<string>()).ShouldBe(
                ["is missing", "is not valid JSON at byte 1", "must be a number", "is no field of interactions; there are: user, item, eventType, weight, occurredAt, attributes", "must be a JSON object"]);
        }

        (await _client.PagesAsync("/interactions?item=b-film", "interactions", 5)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task BadRowsOfCsvAreNamedByTheLineOnWhichTheyBegin()
    {
        var answer = await _client.BulkAsync("/interactions/bulk",
            "user,item,weight,occurredAt\n\"v\nw\",i,1,\nv-ann,v-film,heavy,\nv-ann,v-film,1\nuser,item,weight,occurredAt\nv-ann,v-film,NaN,\nv-ann,v-film,1,yesterday\nv-ann,v-film,1,\n", Writing.Csv);
        answer.Counts.ShouldBe((7, 1, 0, 0, 6));
        answer.Body["errors"]!.AsArray().Select(error => $"{error!["line"]} {error["field"]}: {error["reason"]}").ShouldBe(
        [
            "2 user: holds a tab or a line break", "4 weight: must be a number", "5 : has 3 fields where the first row has 4",
            "6 : is the first row again, as where files were put together", "7 weight: must be a number",
            "8 occurredAt: must be a time in ISO 8601 with an offset, such as 2026-01-31T12:00:00Z",
        ]);
    }

    [Fact]
    public async Task TheFirstHundredErrorsAreListedAndAllAreCounted()
    {
        var answer = await _client.BulkAsync("/users/bulk", "{\"id\":\"hundred\"}\n" + string.Concat(Enumerable.Repeat("nonsense\n", 250)));
        answer.Counts.ShouldBe((251, 1, 0, 0, 250));
        answer.Body["errors"]!.AsArray().Select(error => error!["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(2, 100));
    }

    [Theory]
    [InlineData("nonsense\n", Writing.Ndjson, "bulk-rejected", "1 of 1 rows")]
    [InlineData("", Writing.Ndjson, "invalid-body", "holds no row")]
    [InlineData("\n \r\n", Writing.Ndjson, "invalid-body", "holds no row")]
    [InlineData("", Writing.Csv, "invalid-body", "holds no row")]
    [InlineData("id,attributes\n", Writing.Csv, "invalid-body", "holds no row")]
    [InlineData("name\nann\n", Writing.Csv, "invalid-body", "'name' is no field of users; there are: id, attributes")]
    [InlineData("attributes\n{}\n", Writing.Csv, "invalid-body", "lacks 'id'")]
    [InlineData("id,attributes\nann,\n\"bob,\ncid,\n", Writing.Csv, "invalid-body", "The row that begins in line 3 does not end; a quote is left open.")]
    [InlineData("id\n\"ann", Writing.Csv, "invalid-body", "The row that begins in line 2 does not end; a quote is left open.")]
    [InlineData("id,id\na,b\n", Writing.Csv, "invalid-body", "'id' appears twice")]
    public async Task ABodyOfWhichNothingCanBeUsedIsNoSuccess(string body, string format, string type, string detail)
    {
        var answer = await _client.BulkAsync("/users/bulk", body, format);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, $"/errors/{type}"), answer.Body.ToString());
        answer.Body["detail"]!.GetValue<string>().ShouldContain(detail);
    }

    [Theory]
    [InlineData(Writing.Ndjson, "{\"id\":\"latin-", "\"}\n")]
    [InlineData(Writing.Csv, "id\nlatin-", "\n")]
    public async Task BytesThatAreNoUtf8AreRefusedAndNeverReplaced(string format, string before, string after)
    {
        var answer = await _client.BulkAsync("/users/bulk", [.. Encoding.UTF8.GetBytes(before), 0xE4, .. Encoding.UTF8.GetBytes(after)], format);
        answer.Type.ShouldBe("/errors/bulk-rejected");
        answer.Body["errors"]![0]!["reason"]!.GetValue<string>().ShouldContain("no UTF-8");
        (await CountAsync("users where key like 'latin-%'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ALineThatIsTooLongIsRefusedAndTheRestGoesIn(int mebibytes)
    {
        var huge = $$$"""{"id":"huge{{{mebibytes}}}","attributes":{"a":"{{{new string('x', mebibytes << 20)}}}"}}""";
        foreach (var lines in (string[])[$"{{\"id\":\"l1\"}}\n{huge}\n{{\"id\":\"l2\"}}", $"{{\"id\":\"l1\"}}\n{{\"id\":\"l2\"}}\n{huge}"])
        {
            var answer = await _client.BulkAsync("/users/bulk", lines);
            (answer.Counts.Read, answer.Counts.Rejected).ShouldBe((3, 1));
            answer.Body["errors"]![0]!["reason"]!.GetValue<string>().ShouldBe("is longer than 1 MiB");
        }

        (await CountAsync($"users where key = 'huge{mebibytes}'")).ShouldBe(0);
        (await CountAsync("users where key in ('l1', 'l2')")).ShouldBe(2);
    }

    [Theory]
    [InlineData("", Writing.Ndjson)]
    [InlineData("id\n", Writing.Csv)]
    public async Task ABodyOfEmptyLinesIsRefusedBeforeItIsReadToItsEnd(string header, string format)
    {
        var answer = await _client.BulkAsync("/users/bulk", header + new string('\n', 1_000_100) + "\"", format, "gzip");
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-body"), answer.Body.ToString());
        answer.Body["detail"]!.GetValue<string>().ShouldContain("More than 1000000 of its lines are empty.");
    }

    [Fact]
    public async Task ACsvWhoseQuoteIsLeftOpenIsRefusedBeforeItFillsTheMemory()
    {
        var answer = await _client.BulkAsync("/users/bulk", "id,attributes\nopen,\n\"" + new string('x', 40_000_000), Writing.Csv, "gzip");
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-body"), answer.Body.ToString());
        answer.Body["detail"]!.GetValue<string>().ShouldContain("quote");
        (await CountAsync("users where key = 'open'")).ShouldBe(0);
    }

    [Fact]
    public async Task FeaturesOfAnotherSizeAreRejectedByLineAndTheFirstOfANewModalityDecides()
    {
        (await _client.SendAsync("PUT", "/items/s1/features/s-old", """{"values": [1, 2, 3]}""")).Status.ShouldBe(HttpStatusCode.Created);
        var answer = await _client.BulkAsync("/features/bulk", """
            {"item":"s1","modality":"s-old","values":[1,2]}
            {"item":"s1","modality":"s-new","values":[1,2]}
            {"item":"s2","modality":"s-old","values":[1,2,4]}
            {"item":"s2","modality":"s-new","values":[]}
            {"item":"s3","modality":"s-new","values":[1,2,3]}
            """);
        answer.Counts.ShouldBe((5, 2, 0, 0, 3));
        answer.Body["errors"]!.AsArray().Select(error => $"{error!["line"]} {error["field"]}: {error["reason"]}").ShouldBe(
        [
            "1 values: holds 2 values where features of 's-old' have 3", "4 values: holds 0 values; a feature has 1 to 16384",
            "5 values: holds 3 values where features of 's-new' have 2",
        ]);
        (await CountAsync("items where key = 's3'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task AnotherKindOfBodyIsRefused(string type) =>
        (await _client.BulkAsync("/users/bulk", "{\"id\":\"a\"}", type)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);

    private async Task<long> CountAsync(string from) => (await _service.QueryAsync<long>($"select count(*) from {from}")).Single();
}
