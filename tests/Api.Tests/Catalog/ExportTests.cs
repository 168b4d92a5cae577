using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>What comes out as a file goes in again as it is, and half of a file is never taken for the whole.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const int Many = 60_000;

    private static readonly string[] Kinds = ["entities", "relations", "users", "items", "interactions", "triples", "features"];

    private static readonly string[] Letters =
    [
        "a", "Z", "7", " ", "\"", "\"\"", "'", "\\", "\\n", "%", "{", "}", "[", "]", ":", ",", ";", "|", "/", "#", "=", "ß", "e\u0301", "\u202e", "\u2028", "\u001f",
        "清", "\ufffe", "😀", "👩‍👩‍👧", "\U0010FFFF", "null", "true", "NaN", "$1", "--",
    ];

    private readonly Service _service = new();
    private readonly Service _empty = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _empty.InitializeAsync();
        _service.Start(configure: builder => builder.UseSetting("Bulk:MaxConcurrent", "1"));
        await _service.EventuallyAsync("/users", body => body["users"] is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _empty.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("ndjson", Writing.Ndjson)]
    [InlineData("csv", Writing.Csv)]
    public async Task WhatComesOutGoesIntoAnEmptyDatabaseAsItIs(string format, string type)
    {
        foreach (var (kind, rows) in Rows())
            (await _service.Client.BulkAsync($"/{kind}/bulk?strict=true", string.Join('\n', rows.Select(row => row.ToJsonString())))).Status.ShouldBe(HttpStatusCode.OK, kind);
        _empty.Start();
        await _empty.EventuallyAsync("/users", body => body["users"] is not null);
        var stored = await StoredAsync(_service);

        foreach (var kind in Kinds)
        {
            using var export = await _service.Client.GetAsync(new Uri($"/export/{kind}?format={format}", UriKind.Relative), Cancelled);
            export.StatusCode.ShouldBe(HttpStatusCode.OK);
            (export.Content.Headers.ContentType!.ToString(), export.Content.Headers.ContentDisposition!.ToString()).ShouldBe((type, $"attachment; filename=\"{kind}.{format}\""));
            var file = await export.Content.ReadAsByteArrayAsync(Cancelled);
            var answer = await _empty.Client.BulkAsync($"/{kind}/bulk?strict=true", file, type, encoding: null);
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{kind}: {answer.Body}");
        }

        stored.Count.ShouldBeGreaterThan(1500);
        var taken = await StoredAsync(_empty);
        (taken.Except(stored, StringComparer.Ordinal).FirstOrDefault(), stored.Except(taken, StringComparer.Ordinal).FirstOrDefault()).ShouldBe((null, null));
        taken.Count.ShouldBe(stored.Count);
    }

    [Fact]
    public async Task WhatIsThereWithoutHavingBeenDeclaredComesOutToo()
    {
        await _service.Client.BulkAsync("/interactions/bulk", """{"user": "ann", "item": "a"}""");

        (await TextAsync("/export/users")).ShouldBe("{\"id\":\"ann\"}\n");
        (await TextAsync("/export/items")).ShouldBe("{\"id\":\"a\",\"categories\":[],\"hidden\":false}\n");
        (await TextAsync("/export/interactions")).ShouldBe("{\"user\":\"ann\",\"item\":\"a\",\"eventType\":\"interaction\"}\n");
        (await TextAsync("/export/interactions?format=csv")).ShouldBe("user,item,eventType,weight,occurredAt,attributes\n\"ann\",\"a\",\"interaction\",,,\n");
    }

    [Fact]
    public async Task NoRowsAreAnEmptyFileAndAHeadHasNone()
    {
        (await TextAsync("/export/triples")).ShouldBe("");
        (await TextAsync("/export/triples?format=csv")).ShouldBe("head,relation,tail\n");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/export/users?format=csv");
        using var head = await _service.Client.SendAsync(request, Cancelled);

        (head.StatusCode, head.Content.Headers.ContentType!.ToString()).ShouldBe((HttpStatusCode.OK, Writing.Csv));
    }

    [Theory]
    [InlineData("/export/keys", HttpStatusCode.NotFound, "/errors/unknown-kind", "There are no 'keys'; there are: entities, relations, users, items, interactions, triples, features.")]
    [InlineData("/export/users?format=xml", HttpStatusCode.BadRequest, "/errors/invalid-parameter", "'format' must be one of ndjson, csv, not 'xml'.")]
    [InlineData("/export/users?columns=id", HttpStatusCode.BadRequest, "/errors/unknown-parameter", "There is no query parameter 'columns' here; there is: format.")]
    public async Task WhatThereIsNotIsNamed(string path, HttpStatusCode status, string type, string detail)
    {
        var answer = await _service.Client.SendAsync("GET", path);

        (answer.Status, answer.Type, answer.Body["detail"]!.GetValue<string>()).ShouldBe((status, type, detail));
    }

    [Fact]
    public async Task AClientThatReadsSlowlyGetsTheRowsOfTheMomentAtWhichItAskedAndOnlySoManyMay()
    {
        await FillAsync();
        using var slow = await BeginAsync();
        await HasTheDatabaseWaitAsync();
        await _service.ExecuteAsync("insert into users (key) values ('late'); delete from users where key = 'user-1'");

        var refused = await _service.Client.SendAsync("GET", "/export/items");
        var lines = (await slow.Content.ReadAsStringAsync(Cancelled)).TrimEnd('\n').Split('\n');

        (refused.Status, refused.Type).ShouldBe((HttpStatusCode.TooManyRequests, "/errors/too-many-exports"));
        lines.Select(line => JsonNode.Parse(line)!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(1, Many).Select(user => $"user-{user}").Order(StringComparer.Ordinal));
        (await TextAsync("/export/items")).ShouldBe("");
    }

    [Fact]
    public async Task AClientThatGoesHasTheQueryCancelled()
    {
        await FillAsync();
        var gone = await BeginAsync();
        await HasTheDatabaseWaitAsync();

        gone.Dispose();

        await Eventually.IsAsync(async () => (await ExportsAsync()).Count == 0);
        await Eventually.IsAsync(async () => (await _service.Client.SendAsync("GET", "/export/items")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task AFailureInTheMiddleBreaksTheConnectionOff()
    {
        await FillAsync();
        using var half = await BeginAsync();
        await HasTheDatabaseWaitAsync();

        (await _service.QueryAsync<bool>($"select pg_terminate_backend(pid) from pg_stat_activity where {Exporting}")).ShouldBe([true]);

        await Should.ThrowAsync<HttpRequestException>(() => half.Content.ReadAsStringAsync(Cancelled));
        (await TextAsync("/export/items")).ShouldBe("");
    }

    [Fact]
    public async Task TheTimeLimitBreaksTheConnectionOff()
    {
        await FillAsync();
        await _service.StopAsync();
        _service.Start(configure: builder => builder.UseSetting("Bulk:TimeLimit", "00:00:01"));
        await _service.EventuallyAsync("/users", body => body["users"] is not null);
        using var half = await BeginAsync();

        await Eventually.IsAsync(async () => (await ExportsAsync()).Count == 0);

        await Should.ThrowAsync<HttpRequestException>(() => half.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task WithoutADatabaseItIsAProblemAndNoFile()
    {
        await _service.StopAsync();
        _service.Start("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");

        var answer = await _service.Client.SendAsync("GET", "/export/users");

        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/database-unavailable"));
    }

    [Fact]
    public async Task AListOfTextInCsvMayBeAJsonArray()
    {
        var csv = "id,categories\na,\"[\"\"x|y\"\",\"\"z\"\"]\"\nb,[x|y]\nc,\"[1,2]\"\n";

        var answer = await _service.Client.BulkAsync("/items/bulk", csv, Writing.Csv);

        answer.Counts.ShouldBe((3, 2, 0, 0, 1));
        answer.Body["errors"]![0]!["field"]!.GetValue<string>().ShouldBe("categories");
        (await _service.QueryAsync<string[]>("select categories from items order by key")).ShouldBe([["x|y", "z"], ["[x", "y]"]]);
    }

    private const string Exporting = "datname = current_database() and query like '%select key, attributes from users' and state = 'active'";

    // More than the buffers of a connection hold.
    private Task FillAsync() => _service.ExecuteAsync(
        $"insert into users (key, attributes) select 'user-' || n, jsonb_build_object('text', repeat('x', 1000)) from generate_series(1, {Many}) n");

    private async Task<HttpResponseMessage> BeginAsync()
    {
        var response = await _service.Client.GetAsync(new Uri("/export/users", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    private Task<List<string>> ExportsAsync() => _service.QueryAsync<string>($"select coalesce(wait_event, '') from pg_stat_activity where {Exporting}");

    private Task HasTheDatabaseWaitAsync() => Eventually.IsAsync(async () => await ExportsAsync() is ["ClientWrite"]);

    private Task<string> TextAsync(string path) => _service.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled);

    private static IEnumerable<(string Kind, List<JsonObject> Rows)> Rows()
    {
        var random = new Random(16);
        string[] ids = [.. Enumerable.Range(0, 200).Select(_ => Text(1, 8)).Concat(["id", "head", "relation", "tail", "user", "item", "=1+1", " ", "\"", ",", "..."]).Where(id => id is not ("." or "..")).Distinct(StringComparer.Ordinal)];
        yield return ("entities", [.. ids.Select(id => Of(("id", id), ("attributes", Attributes())))]);
        yield return ("relations", [.. ids.Take(50).Append("relation").Select(id => Of(("id", id), ("attributes", Attributes())))]);
        yield return ("users", [.. ids.Select(id => Of(("id", id), ("attributes", Attributes()))), Of(("id", "large"), ("attributes", new JsonObject { ["n"] = new JsonArray([.. Enumerable.Range(0, 32_000).Select(_ => JsonValue.Create(7))]) }))]);
        yield return ("items",
        [
            .. ids.Select(id => Of(
                ("id", id), ("name", random.Next(3) == 0 ? null : Text(1, 20) + "\r\n\t" + Text(0, 5)), ("attributes", Attributes()),
                ("categories", new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => JsonValue.Create(Text(1, 5)))])), ("hidden", random.Next(2) == 0),
                ("availableUntil", random.Next(2) == 0 ? null : Time()), ("entity", random.Next(2) == 0 ? null : Pick(ids)))),
            Of(("id", "listed"), ("categories", new JsonArray("[\"a\",\"b\"]"))), Of(("id", "bracketed"), ("categories", new JsonArray("[", "x"))),
        ]);
        yield return ("interactions",
        [
            .. Enumerable.Range(0, 600).Select(_ => Of(
                ("user", Pick(ids)), ("item", Pick(ids)), ("eventType", random.Next(2) == 0 ? null : Text(1, 4)), ("weight", random.Next(3) == 0 ? null : Number()),
                ("occurredAt", random.Next(3) == 0 ? null : Time()), ("attributes", random.Next(3) == 0 ? null : Attributes()))),
        ]);
        yield return ("triples", [Of(("head", "head"), ("relation", "relation"), ("tail", "tail")), .. Enumerable.Range(0, 300).Select(_ => Of(("head", Pick(ids)), ("relation", Pick(ids)), ("tail", Pick(ids))))]);
        yield return ("features",
        [
            .. ids.SelectMany(id => new[] { ("image", 4), ("text-2_B", 1) }.Select(modality => Of(
                ("item", id), ("modality", modality.Item1), ("values", new JsonArray([.. Enumerable.Range(0, modality.Item2).Select(_ => JsonValue.Create(Float()))])))))
        ]);

        string Text(int least, int most) => string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Pick(Letters)));

        string Pick(string[] texts) => texts[random.Next(texts.Length)];

        JsonNode Number() => random.Next(5) switch { 0 => 0.1, 1 => -0.0, 2 => 1e300, 3 => 5e-324, _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)) };

        float Float() => random.Next(5) switch { 0 => float.Epsilon, 1 => float.MaxValue, 2 => -0f, 3 => 16_777_217f, _ => random.NextSingle() - 0.5f };

        string Time() => DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(-600_000_000_000, 60_000_000_000) * 10 * 1000 + random.Next(1000) * 10).ToOffset(TimeSpan.FromMinutes(random.Next(-600, 600)))
            .ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

        JsonObject Attributes() => new()
        {
            [Text(0, 4)] = Text(0, 12) + "\n" + Text(0, 3),
            ["deep : , \" \\"] = new JsonArray(new JsonObject { [" a  b "] = new JsonArray(1, 0.5, -3e-7, true, null, "  x,  y: z  ") }, new JsonArray(), new JsonObject()),
        };

        static JsonObject Of(params (string Name, object? Value)[] fields) => new(fields.Where(field => field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Name, field.Value as JsonNode ?? JsonSerializer.SerializeToNode(field.Value))));
    }

    private static async Task<List<string>> StoredAsync(Service service)
    {
        var rows = await service.QueryAsync<string>(
            """
            select jsonb_build_array('user', key, coalesce(attributes, '{}'))::text from users
            union all select jsonb_build_array('entity', key, coalesce(attributes, '{}'))::text from entities
            union all select jsonb_build_array('relation', key, coalesce(attributes, '{}'))::text from relations
            union all select jsonb_build_array('item', i.key, i.name, coalesce(i.attributes, '{}'), i.categories, i.hidden, i.available_until, e.key)::text
                from items i left join entities e on e.id = i.entity_id
            union all select jsonb_build_array('interaction', u.key, i.key, event_type, encode(float8send(weight), 'hex'), occurred_at, t.attributes)::text
                from interactions t join users u on u.id = t.user_id join items i on i.id = t.item_id
            union all select jsonb_build_array('triple', h.key, r.key, t.key)::text
                from kg_triples k join entities h on h.id = head_id join relations r on r.id = relation_id join entities t on t.id = tail_id
            union all select jsonb_build_array('feature', i.key, modality, dim, (select string_agg(encode(float4send(v), 'hex'), ' ') from unnest(f.values) v))::text
                from item_features f join items i on i.id = f.item_id
            """);
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
