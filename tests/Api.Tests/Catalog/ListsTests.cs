using System.Net;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Lists, page by page, with their filters.</summary>
public sealed class ListsTests(WritableService writable) : IClassFixture<WritableService>
{
    private readonly HttpClient _client = writable.Client;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task PagesOfAnySizeHoldEveryRowOnceInOneOrder(int n)
    {
        string[] ids = ["", "\u00e9", "A", "Z", "a", "b c", "a/b", "😀", "\uffff", "%", "1", "10", "2"];
        var lines = string.Join('\n', ids.Where(id => id.Length > 0).Select(id => new System.Text.Json.Nodes.JsonObject { ["id"] = id }.ToJsonString()));
        await _client.BulkAsync("/entities/bulk", lines);

        var listed = (await _client.PagesAsync("/entities", "entities", n)).Select(row => row["id"]!.GetValue<string>()).ToList();

        // By bytes of UTF-8, whatever the locale.
        listed.ShouldBe(["%", "1", "10", "2", "A", "Z", "a", "a/b", "b c", "\u00e9", "\uffff", "😀"]);
    }

    [Fact]
    public async Task ItemsAreFilteredByCategoryHiddenAndChange()
    {
        await _client.SendAsync("PUT", "/items/l1", """{"categories": ["red", "round"]}""");
        await _client.SendAsync("PUT", "/items/l2", """{"categories": ["red"], "hidden": true}""");
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await _client.SendAsync("PUT", "/items/l3", """{"categories": ["round"]}""");
        var since = Uri.EscapeDataString((await _client.GetObjectAsync("/items/l3")).Body["updatedAt"]!.GetValue<string>());

        (await IdsAsync("?category=red")).ShouldBe(["l1", "l2"]);
        (await IdsAsync("?category=round&hidden=false")).ShouldBe(["l1", "l3"]);
        (await IdsAsync("?hidden=true")).ShouldBe(["l2"]);
        (await IdsAsync($"?updatedSince={since}")).ShouldBe(["l3"]);

        async Task<IEnumerable<string>> IdsAsync(string query) =>
            (await _client.PagesAsync($"/items{query}", "items", 1)).Select(row => row["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("users")]
    [InlineData("items")]
    public async Task ThoseThatStartSoAreFoundWhateverTheirCharactersMean(string kind)
    {
        // What a pattern, an escape or a range of code points could take for something else, in every combination of up to three.
        string[] characters = ["%", "_", "\\", "a", "A", "\ud7ff", "\ue000", "😀", "\U0010ffff"];
        var two = characters.Concat(characters.SelectMany(_ => characters, (a, b) => a + b)).ToList();
        var ids = two.Concat(two.SelectMany(_ => characters, (a, b) => a + b)).Distinct(StringComparer.Ordinal).Select(id => "p" + id).ToList();
        await _client.BulkAsync($"/{kind}/bulk", string.Join('\n', ids.Select(id => new System.Text.Json.Nodes.JsonObject { ["id"] = id }.ToJsonString())));

        foreach (var start in two.Select(text => "p" + text).Concat(["pa%A", "p\\_%", "pb"]))
        {
            var found = await _client.PagesAsync($"/{kind}?startsWith={Uri.EscapeDataString(start)}", kind, 7);
            found.Select(row => row["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)
                .ShouldBe(ids.Where(id => id.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal), start);
        }
    }

    [Fact]
    public async Task HowAnIdStartsGoesWithTheOtherFilters()
    {
        await _client.SendAsync("PUT", "/items/start-1", """{"categories": ["square"]}""");
        await _client.SendAsync("PUT", "/items/start-2", """{"categories": ["square", "flat"]}""");
        await _client.SendAsync("PUT", "/items/other-1", """{"categories": ["square"]}""");

        (await IdsAsync("?category=square&startsWith=start")).ShouldBe(["start-1", "start-2"]);
        (await IdsAsync("?category=flat&startsWith=start")).ShouldBe(["start-2"]);
        (await IdsAsync("?id=start-2&startsWith=other")).ShouldBeEmpty();
        (await IdsAsync("?category=square&startsWith=")).ShouldBe(["other-1", "start-1", "start-2"]);

        async Task<IEnumerable<string>> IdsAsync(string query) =>
            (await _client.PagesAsync($"/items{query}", "items", 1)).Select(row => row["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task InteractionsAreFilteredByUserItemTypeAndTime()
    {
        await _client.SendAsync("POST", "/interactions", """
            [{"user": "u1", "item": "i1", "eventType": "view", "occurredAt": "2026-01-01T00:00:00Z"}, {"user": "u1", "item": "i2", "eventType": "buy", "occurredAt": "2026-01-02T00:00:00Z"},
             {"user": "u2", "item": "i1", "eventType": "buy", "occurredAt": "2026-01-03T00:00:00Z"}]
            """);

        (await PairsAsync("")).ShouldBe(["u1 i1", "u1 i2", "u2 i1"]);
        (await PairsAsync("?user=u1")).ShouldBe(["u1 i1", "u1 i2"]);
        (await PairsAsync("?item=i1&eventType=buy")).ShouldBe(["u2 i1"]);
        (await PairsAsync("?since=2026-01-02T01:00:00+01:00&until=2026-01-03T00:00:00Z")).ShouldBe(["u1 i2"]);
        (await PairsAsync("?user=nobody")).ShouldBeEmpty();

        async Task<IEnumerable<string>> PairsAsync(string query) =>
            (await _client.PagesAsync($"/interactions{query}", "interactions", 2)).Select(row => $"{row["user"]} {row["item"]}");
    }

    [Theory]
    [InlineData("/users?after=!", "'after' is not the 'next' of a page")]
    [InlineData("/interactions?after=YQ", "'after' is not the 'next' of a page")]
    [InlineData("/users?n=1001", "'n' must be a whole number from 1 to 1000")]
    [InlineData("/users?after=YQ&after=YQ", "'after' is given more than once")]
    [InlineData("/items?category=a&category=b", "'category' is given more than once")]
    [InlineData("/items?hidden=maybe", "'hidden' must be true or false")]
    [InlineData("/items?updatedSince=2026-01-01", "'updatedSince' must be a time in ISO 8601 with an offset, not '2026-01-01'")]
    [InlineData("/items?category=%00", "'category' holds a NUL")]
    [InlineData("/users?startsWith=%00", "'startsWith' holds a NUL")]
    [InlineData("/interactions?user=%00", "'user' holds a NUL")]
    [InlineData("/triples?tail=%00", "'tail' holds a NUL")]
    public async Task AQueryThatMakesNoSenseIsRefusedByName(string path, string detail)
    {
        var (status, problem) = await _client.GetObjectAsync(path);
        (status, problem["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-parameter"), problem.ToString());
        problem["detail"]!.GetValue<string>().ShouldContain(detail);
    }
}
