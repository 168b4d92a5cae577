using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Single rows: written, read back, changed, taken away.</summary>
public sealed class RowsTests(WritableService writable) : IClassFixture<WritableService>
{
    private readonly HttpClient _client = writable.Client;
    private readonly Service _service = writable.Service;

    [Theory]
    [InlineData("/users")]
    [InlineData("/entities")]
    [InlineData("/relations")]
    public async Task ARowIsCreatedReplacedPatchedAndDeleted(string kind)
    {
        (await _client.SendAsync("PUT", $"{kind}/a%2Fb", """{"attributes": {"age": 20, "deep": {"x": 1, "y": 2}}}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await AttributesAsync()).ShouldBe("""{"age":20,"deep":{"x":1,"y":2}}""");
        (await _client.SendAsync("PATCH", $"{kind}/a%2Fb", """{"attributes": {"age": null, "deep": {"y": 3}, "new": [1]}}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await AttributesAsync()).ShouldBe("""{"new":[1],"deep":{"x":1,"y":3}}""");
        (await _client.SendAsync("PUT", $"{kind}/a%2Fb", "{}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await AttributesAsync()).ShouldBe("{}");

        (await _client.SendAsync("DELETE", $"{kind}/a%2Fb")).Status.ShouldBe(HttpStatusCode.NoContent);
        foreach (var method in (string[])["GET", "DELETE", "PATCH"])
        {
            var answer = await _client.SendAsync(method, $"{kind}/a%2Fb", method == "PATCH" ? "{}" : null);
            answer.Status.ShouldBe(HttpStatusCode.NotFound);
            answer.Type!.ShouldStartWith("/errors/unknown-");
        }

        async Task<string> AttributesAsync()
        {
            var (_, row) = await _client.GetObjectAsync($"{kind}/a%2Fb");
            row["id"]!.GetValue<string>().ShouldBe("a/b");
            return row["attributes"]!.ToJsonString();
        }
    }

    [Fact]
    public async Task AnItemKeepsAllItsFieldsAndAPatchChangesThoseItNames()
    {
        await _client.SendAsync("PUT", "/items/film", """
            {"name": "The Film", "attributes": {"year": 1999}, "categories": ["noir", "drama", "noir"], "hidden": true,
             "availableUntil": "2030-01-02T03:04:05.1234565+01:00", "entity": "thing"}
            """);
        (await ItemAsync()).ShouldBe("""
            {"id":"film","name":"The Film","attributes":{"year":1999},"categories":["noir","drama"],"hidden":true,"availableUntil":"2030-01-02T02:04:05.123457+00:00","entity":"thing"}
            """);
        (await _client.GetObjectAsync("/entities/thing")).Status.ShouldBe(HttpStatusCode.OK);

        (await _client.SendAsync("PATCH", "/items/film", """{"hidden": false, "entity": null, "categories": ["war"]}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await ItemAsync()).ShouldBe("""
            {"id":"film","name":"The Film","attributes":{"year":1999},"categories":["war"],"hidden":false,"availableUntil":"2030-01-02T02:04:05.123457+00:00","entity":null}
            """);

        async Task<string> ItemAsync()
        {
            var (_, row) = await _client.GetObjectAsync("/items/film");
            row.Remove("updatedAt");
            return row.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }
    }

    [Fact]
    public async Task APatchMayBeCalledWhatItIs()
    {
        await _client.SendAsync("PUT", "/users/patched", """{"attributes": {"a": 1}}""");
        using var patch = new StringContent("""{"attributes": {"b": 1.50}}""", Encoding.UTF8, "application/merge-patch+json");
        (await _client.SendAsync("PATCH", "/users/patched", patch)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _client.GetObjectAsync("/users/patched")).Body["attributes"]!.ToJsonString().ShouldBe("""{"a":1,"b":1.50}""");
    }

    [Fact]
    public async Task DeletingAUserErasesAllThatTheyDid()
    {
        await _client.SendAsync("POST", "/interactions", """[{"user": "gone", "item": "g1"}, {"user": "gone", "item": "g2", "eventType": "buy"}, {"user": "stays", "item": "g1"}]""");
        (await _client.PagesAsync("/users/gone/interactions", "interactions", 1)).Count.ShouldBe(2);

        (await _client.SendAsync("DELETE", "/users/gone")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await _client.GetObjectAsync("/users/gone/interactions")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _client.PagesAsync("/interactions?item=g1", "interactions", 10)).Single()["user"]!.GetValue<string>().ShouldBe("stays");
        (await _client.PagesAsync("/interactions?item=g2", "interactions", 10)).ShouldBeEmpty();
        (await _service.QueryAsync<long>("select count(*) from interactions t where not exists (select from users u where u.id = t.user_id)")).ShouldBe([0L]);
    }

    [Fact]
    public async Task DeletingAnItemTakesItsInteractionsAndFeaturesAndAnEntityItsTriplesAndLinks()
    {
        await _client.SendAsync("PUT", "/items/d1", """{"entity": "d-thing"}""");
        await _client.SendAsync("PUT", "/items/d2", """{"entity": "d-thing"}""");
        await _client.SendAsync("PUT", "/items/d1/features/taste", """{"values": [1, 2]}""");
        await _client.SendAsync("POST", "/interactions", """{"user": "d-user", "item": "d1"}""");
        await _client.SendAsync("PUT", "/triples", """{"head": "d-thing", "relation": "is", "tail": "good"}""");

        await _client.SendAsync("DELETE", "/items/d1");
        (await _client.PagesAsync("/users/d-user/interactions", "interactions", 10)).ShouldBeEmpty();
        (await _client.GetObjectAsync("/items/d1/features")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _service.QueryAsync<long>("select count(*) from item_features where modality = 'taste'")).ShouldBe([0L]);
        (await _client.PagesAsync("/triples?head=d-thing", "triples", 10)).Count.ShouldBe(1);

        var before = (await _client.GetObjectAsync("/items/d2")).Body["updatedAt"]!.GetValue<DateTimeOffset>();
        await _client.SendAsync("DELETE", "/entities/d-thing");
        (await _client.PagesAsync("/triples?tail=good", "triples", 10)).ShouldBeEmpty();
        var (_, item) = await _client.GetObjectAsync("/items/d2");
        item["entity"].ShouldBeNull();
        item["updatedAt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task TheSameEventIsStoredOnceAndTheLastWordCounts()
    {
        var event1 = """{"user": "e", "item": "e1", "eventType": "view", "occurredAt": "2026-01-02T03:04:05Z", "weight": 1}""";
        var event2 = """{"user": "e", "item": "e1", "eventType": "view", "occurredAt": "2026-01-02T04:04:05+01:00", "weight": 2.5}""";
        (await _client.SendAsync("POST", "/interactions", event1)).Body.ToJsonString().ShouldBe("""{"inserted":1,"updated":0,"unchanged":0}""");
        (await _client.SendAsync("POST", "/interactions", event1)).Body.ToJsonString().ShouldBe("""{"inserted":0,"updated":0,"unchanged":1}""");
        (await _client.SendAsync("POST", "/interactions", $"[{event1}, {event2}]")).Body.ToJsonString().ShouldBe("""{"inserted":0,"updated":1,"unchanged":1}""");

        var stored = (await _client.PagesAsync("/users/e/interactions", "interactions", 10)).Single();
        (stored["weight"]!.GetValue<double>(), stored["eventType"]!.GetValue<string>()).ShouldBe((2.5, "view"));
    }

    [Fact]
    public async Task AnEventWithoutATimeHappensNow()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        await _client.SendAsync("POST", "/interactions", """{"user": "now", "item": "n1"}""");
        var stored = (await _client.PagesAsync("/users/now/interactions", "interactions", 10)).Single();
        stored["occurredAt"]!.GetValue<DateTimeOffset>().ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
        stored["eventType"]!.GetValue<string>().ShouldBe("interaction");
    }

    [Fact]
    public async Task InteractionsAreDeletedByPairTypeAndTime()
    {
        await _client.SendAsync("POST", "/interactions", """
            [{"user": "x", "item": "x1", "eventType": "view", "occurredAt": "2026-01-01T00:00:00Z"}, {"user": "x", "item": "x1", "eventType": "view", "occurredAt": "2026-01-02T00:00:00Z"},
             {"user": "x", "item": "x1", "eventType": "buy", "occurredAt": "2026-01-02T00:00:00Z"}, {"user": "x", "item": "x2", "eventType": "buy", "occurredAt": "2026-01-02T00:00:00Z"}]
            """);

        (await DeletedAsync("user=x&item=x1&eventType=view&occurredAt=2026-01-02T01:00:00%2B01:00")).ShouldBe(1);
        (await DeletedAsync("user=x&item=x1&eventType=view")).ShouldBe(1);
        (await DeletedAsync("user=x&item=x1")).ShouldBe(1);
        (await DeletedAsync("user=x&item=x1")).ShouldBe(0);
        (await _client.PagesAsync("/users/x/interactions", "interactions", 10)).Single()["item"]!.GetValue<string>().ShouldBe("x2");
        (await _client.SendAsync("DELETE", "/interactions?user=x")).Type.ShouldBe("/errors/invalid-field");
        (await _client.SendAsync("DELETE", "/interactions")).Type.ShouldBe("/errors/invalid-field");

        async Task<int> DeletedAsync(string query) => (await _client.SendAsync("DELETE", $"/interactions?{query}")).Body["deleted"]!.GetValue<int>();
    }

    [Fact]
    public async Task FeaturesOfAModalityHaveOneSize()
    {
        (await _client.SendAsync("PUT", "/items/f1/features/image", """{"values": [0.1, -2e10, 1e-45]}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.SendAsync("PUT", "/items/f1/features/image", """{"values": [1, 2, 3]}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        var refused = await _client.SendAsync("PUT", "/items/f2/features/image", """{"values": [1, 2]}""");
        (refused.Status, refused.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-field"));
        refused.Body["detail"]!.GetValue<string>().ShouldContain("2 values where features of 'image' have 3");
        (await _client.GetObjectAsync("/items/f2")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await _client.SendAsync("PUT", "/items/f1/features/sound", """{"values": [0.1]}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.GetObjectAsync("/items/f1/features")).Body["features"]!.AsArray().Select(f => f!["modality"]!.GetValue<string>() + f["values"]!.ToJsonString())
            .ShouldBe(["image[1,2,3]", "sound[0.1]"]);
        (await _client.SendAsync("DELETE", "/items/f1/features/image")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _client.SendAsync("DELETE", "/items/f1/features/image")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _client.SendAsync("PUT", "/items/f2/features/image", """{"values": [1, 2]}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AnItemThatIsCalledAsARankingIsWrittenByItsPathAndFoundByItsId()
    {
        (await _client.SendAsync("PUT", "/items/popular", """{"name": "Called so"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.SendAsync("PUT", "/items/bulk", """{"name": "And so"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.GetObjectAsync("/items/bulk")).Body["name"]!.GetValue<string>().ShouldBe("And so");
        (await _client.PagesAsync("/items?id=popular", "items", 10)).Single()["name"]!.GetValue<string>().ShouldBe("Called so");
        (await _client.SendAsync("DELETE", "/items/popular")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("PUT", "/users/u", """{"attributes": []}""", "'attributes' must be a JSON object")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a": "x\u0000y"}}""", "'attributes' holds a NUL")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a\u0000": 1}}""", "'attributes' holds a NUL")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a": {"b": "\ud800"}}}""", "'attributes' holds text that is no Unicode")]
    [InlineData("PUT", "/users/u", """{"attributes": {"\udc00": 1}}""", "'attributes' holds text that is no Unicode")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a": 1e309}}""", "'attributes' holds a number")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a": [1e-99999]}}""", "'attributes' holds a number")]
    [InlineData("PUT", "/users/u", """{"colour": 1}""", "'colour' is no field of users; there are: id, attributes")]
    [InlineData("PUT", "/users/u", """{"id": "v"}""", "'id' is 'v' where the path says 'u'")]
    [InlineData("PUT", "/users/u", """{"attributes": {}""", "is not valid JSON at byte")]
    [InlineData("PUT", "/users/u", """{"attributes": {"a": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}""", "'attributes' is nested too deeply")]
    [InlineData("PUT", "/users/u", "", "is not valid JSON at byte")]
    [InlineData("PUT", "/users/u", "null", "must be a JSON object")]
    [InlineData("PUT", "/users/u", "[]", "must be a JSON object")]
    [InlineData("PUT", "/users/a%09b", "{}", "'id' holds a tab or a line break")]
    [InlineData("PATCH", "/users/u", "[]", "must be a JSON object")]
    [InlineData("PATCH", "/users/u", """{"attributes": {"a": 1, "a": 2}}""", "has 'a' twice")]
    [InlineData("POST", "/interactions", """{"user": "..", "item": "i"}""", "'user' is '.' or '..', which no path can name")]
    [InlineData("PUT", "/items/i", """{"hidden": "yes"}""", "'hidden' must be true or false")]
    [InlineData("PUT", "/items/i", """{"name": "a\u0000"}""", "'name' holds a NUL")]
    [InlineData("PUT", "/items/i", """{"name": "\udfff"}""", "'name' must be text")]
    [InlineData("PUT", "/items/i", """{"categories": ["a", ""]}""", "'categories' holds an empty category")]
    [InlineData("PUT", "/items/i", """{"categories": [null]}""", "'categories' holds an empty category")]
    [InlineData("PUT", "/items/i", """{"categories": "a"}""", "'categories' must be a list of text")]
    [InlineData("PUT", "/items/i", """{"entity": ""}""", "'entity' is empty")]
    [InlineData("PUT", "/items/i", """{"availableUntil": "2026-01-01T00:00:00"}""", "'availableUntil' must be a time in ISO 8601 with an offset")]
    [InlineData("PUT", "/items/i", """{"availableUntil": "2026-01-01"}""", "'availableUntil' must be a time in ISO 8601 with an offset")]
    [InlineData("PUT", "/items/i", """{"availableUntil": 1767225600}""", "'availableUntil' must be a time in ISO 8601 with an offset")]
    [InlineData("PUT", "/items/i", """{"availableUntil": "9999-12-31T23:59:59Z"}""", "'availableUntil' is no time between")]
    [InlineData("PUT", "/items/i", """{"availableUntil": "0001-01-01T00:00:00+05:00"}""", "'availableUntil'")]
    [InlineData("PUT", "/items/i/features/a.b", """{"values": [1]}""", "'modality' is no name")]
    [InlineData("PUT", "/items/i/features/a", """{"values": []}""", "'values' holds 0 values")]
    [InlineData("PUT", "/items/i/features/a", """{"values": [1e39]}""", "'values' holds a number that is not finite")]
    [InlineData("PUT", "/items/i/features/a", """{}""", "'values' is missing")]
    [InlineData("POST", "/interactions", """{"user": "u"}""", "'item' is missing")]
    [InlineData("POST", "/interactions", """{"user": "u", "item": 7}""", "'item' must be text")]
    [InlineData("POST", "/interactions", """{"user": "u", "item": "i", "weight": "NaN"}""", "'weight' must be a number")]
    [InlineData("POST", "/interactions", """{"user": "u", "item": "i", "weight": 1e999}""", "'weight'")]
    [InlineData("POST", "/interactions", """{"user": "u", "item": "i", "eventType": ""}""", "'eventType' is empty")]
    [InlineData("POST", "/interactions", """[{"user": "u", "item": "i"}, {"user": "u", "item": ""}]""", "'[1].item' is empty")]
    [InlineData("POST", "/interactions", """[{"user": "u", "item": "i"}, 3]""", "'[1]' must be a JSON object")]
    [InlineData("PUT", "/triples", """{"head": "a", "relation": "b"}""", "'tail' is missing")]
    public async Task WhatBreaksARuleIsRefusedByFieldAndLeavesNothing(string method, string path, string body, string detail)
    {
        var answer = await _client.SendAsync(method, path, body);

        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-field"), answer.Body.ToString());
        answer.Body["detail"]!.GetValue<string>().ShouldContain(detail);
        (await _client.PagesAsync("/users?id=u", "users", 1)).ShouldBeEmpty();
        (await _client.PagesAsync("/items?id=i", "items", 1)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ö", 200, true)]
    [InlineData("😀", 200, true)]
    [InlineData("😀", 201, false)]
    public async Task AnIdHas200CodePointsAtMost(string character, int count, bool fits)
    {
        var id = string.Concat(Enumerable.Repeat(character, count));
        var answer = await _client.SendAsync("POST", "/interactions", new JsonObject { ["user"] = "long", ["item"] = id, ["eventType"] = id }.ToJsonString());
        answer.Status.ShouldBe(fits ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        (await _client.SendAsync("PUT", $"/items/{Uri.EscapeDataString(id)}", "{}")).Status.ShouldBe(fits ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AttributesHave64KibibytesAtMostAndABodyIsBounded()
    {
        static string Attributes(int bytes) => $$$"""{"attributes": {"a": "{{{new string('x', bytes - """{"a": ""}""".Length)}}}"}}""";
        (await _client.SendAsync("PUT", "/users/big", Attributes(64 * 1024))).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.SendAsync("PUT", "/users/big", Attributes(64 * 1024 + 1))).Body["detail"]!.GetValue<string>().ShouldContain("64 KiB");
        var tooLarge = await _client.SendAsync("PUT", "/users/big", Attributes(300_000));
        (tooLarge.Status, tooLarge.Type).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "/errors/body-too-large"));
        tooLarge.Body["detail"]!.GetValue<string>().ShouldContain("262144 bytes");
        (await _client.SendAsync("POST", "/interactions", $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]")).Body["detail"]!.GetValue<string>().ShouldContain("not 1001");
    }

    [Fact]
    public async Task APackedBodyIsUnpackedAndADamagedOneRefused()
    {
        var packed = Writing.Pack("""{"attributes": {"a": 1}}"""u8.ToArray(), "gzip");
        foreach (var (body, status) in ((byte[], HttpStatusCode)[])[(packed[..^4], HttpStatusCode.BadRequest), (packed, HttpStatusCode.Created)])
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
            (await _client.SendAsync("PUT", "/users/packed", content)).Status.ShouldBe(status);
        }
    }

    [Fact]
    public async Task ABodyThatIsNoUtf8OrOfAnotherKindIsRefused()
    {
        using var latin = new ByteArrayContent(Encoding.Latin1.GetBytes("""{"attributes": {"a": "ö"}}"""));
        latin.Headers.ContentType = new("application/json");
        (await _client.SendAsync("PUT", "/users/latin", latin)).Body["detail"]!.GetValue<string>().ShouldContain("is no UTF-8");
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        (await _client.SendAsync("PUT", "/users/latin", text)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await _client.GetObjectAsync("/users/latin")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
