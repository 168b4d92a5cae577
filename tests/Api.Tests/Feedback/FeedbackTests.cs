using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Tests.Feedback;

public sealed class FeedbackTests(FruitService fruit) : IClassFixture<FruitService>
{
    private readonly Service _service = fruit.Service;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnAnswerCanBeReferredToAndSendingAgainDoesNoHarm()
    {
        var id = await AnswerAsync("ann");
        JsonObject[] entries = [Entry(id, "c", "impression"), Entry(id, "b", "impression"), Entry(id, "c", "click")];

        (await SendAsync(entries)).ShouldBe((HttpStatusCode.OK, 3, 0, 0));
        (await SendAsync(entries)).ShouldBe((HttpStatusCode.OK, 0, 3, 0));
        (await SendAsync([.. entries, Entry(id, "c", "buy"), Entry(id, "c", "buy")])).ShouldBe((HttpStatusCode.OK, 1, 4, 0));

        (await _service.QueryAsync<string>($"select concat_ws(' ', kind, item_id, snapshot_version, snapshot_items, canary, source, endpoint) from feedback where recommendation_id = '{id}' order by 1"))
            .ShouldBe(["buy c v1 5 f model user", "click c v1 5 f model user", "impression b v1 5 f model user", "impression c v1 5 f model user"]);
    }

    [Fact]
    public async Task TheIdSaysWhereTheAnswerCameFromAndNothingIsWrittenForIt()
    {
        var rows = await _service.QueryAsync<long>("select count(*) from feedback");
        RecommendationId.TryParse(await AnswerAsync("nobody"), out var id).ShouldBeTrue();

        (id.SnapshotVersion, id.SnapshotItems, id.Canary, id.Source, id.Endpoint).ShouldBe(("v1", 5, false, RecommendationSource.Popular, RecommendationEndpoint.User));
        (DateTimeOffset.UtcNow - id.At).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await _service.QueryAsync<long>("select count(*) from feedback")).ShouldBe(rows);
    }

    [Fact]
    public async Task EntriesThatAreNotSoundAreNamedAndTheOthersKept()
    {
        var id = await AnswerAsync("ann");
        var old = RecommendationId.New("v1", 5, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, DateTimeOffset.UtcNow.AddDays(-401)).ToString();
        var future = RecommendationId.New("v1", 5, canary: false, RecommendationSource.Model, RecommendationEndpoint.User, DateTimeOffset.UtcNow.AddDays(2)).ToString();
        var body = await BodyAsync(
        [
            Entry(id, "a", "click"),
            Entry(id[..^1] + (id[^1] == 'A' ? 'B' : 'A'), "a", "click"),
            Entry("", "a", "click"),
            Entry(old, "a", "click"),
            Entry(future, "a", "click"),
            Entry(id, "", "click"),
            Entry(id, new string('x', 201), "click"),
            Entry(id, "a\0", "click"),
            Entry(id, string.Concat(Enumerable.Repeat("🙂", 200)), "click"),
            Entry(id, "b", "click", DateTimeOffset.UtcNow.AddDays(-2)),
            Entry(id, "b", "click", DateTimeOffset.UtcNow.AddDays(2)),
            Entry(id, "b", "click", DateTimeOffset.UtcNow.AddMinutes(-3)),
        ], HttpStatusCode.OK);

        (Number(body, "accepted"), Number(body, "repeated"), Number(body, "refused")).ShouldBe((3, 0, 9));
        body["errors"]!.AsArray().Select(error => $"{error!["index"]} {error["field"]}").ShouldBe(
        [
            "1 recommendationId", "2 recommendationId", "3 recommendationId", "4 recommendationId", "5 itemId", "6 itemId", "7 itemId", "9 occurredAt", "10 occurredAt",
        ]);
        body["errors"]!.AsArray().ShouldAllBe(error => error!["reason"]!.GetValue<string>().Length > 5);
    }

    [Fact]
    public async Task WhereNoEntryIsSoundNothingIsKeptAndTheAnswerIsAnError()
    {
        var body = await BodyAsync([Entry("u1", "a", "click")], HttpStatusCode.BadRequest);

        body["type"]!.GetValue<string>().ShouldBe("/errors/invalid-feedback");
        body["errors"]![0]!["field"]!.GetValue<string>().ShouldBe("recommendationId");
    }

    [Theory]
    [InlineData("""{"entries": []}""", "'entries' must have 1 to 1000 entries")]
    [InlineData("""{}""", "entries")]
    [InlineData("""{"entries": [{"itemId": "a", "kind": "click"}]}""", "recommendationId")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": "stare"}]}""", "'entries[0].kind' must be one of impression, click, buy")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": "Click"}]}""", "'entries[0].kind' must be one of")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": 1}]}""", "'entries[0].kind' must be one of")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": "click", "occurredAt": "2026-01-31T12:00:00"}]}""", "'entries[0].occurredAt' must be a time")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": "click", "user": "ann"}]}""", "user")]
    [InlineData("""{"entries": [{"recommendationId": "x", "itemId": "a", "kind": "click", "occurredAt": "yesterday"}]}""", "'entries[0].occurredAt' must be a time")]
    [InlineData("""{"entries": [null]}""", "'entries' holds null at [0]")]
    public async Task ABodyThatIsNotOneIsRefusedWithThePlace(string json, string place)
    {
        using var content = new StringContent(json, null, "application/json");
        using var response = await _service.Client.PostAsync(new Uri("/feedback", UriKind.Relative), content, Cancelled);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;

        (response.StatusCode, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.BadRequest, "/errors/invalid-body"));
        body["detail"]!.GetValue<string>().ShouldContain(place);
    }

    [Fact]
    public async Task AThousandEntriesAreTakenAndNotOneMore()
    {
        var id = await AnswerAsync("ann");
        var entries = Enumerable.Range(0, 1001).Select(k => Entry(id, $"{k}🙂{new string('x', 150)}", "impression", DateTimeOffset.UtcNow)).ToArray();

        (await SendAsync(entries[..1000])).ShouldBe((HttpStatusCode.OK, 1000, 0, 0));
        (await BodyAsync(entries, HttpStatusCode.BadRequest))["type"]!.GetValue<string>().ShouldBe("/errors/invalid-body");
    }

    private static JsonObject Entry(string id, string item, string kind, DateTimeOffset? at = null)
    {
        var entry = new JsonObject { ["recommendationId"] = id, ["itemId"] = item, ["kind"] = kind };
        if (at is not null)
            entry["occurredAt"] = at;
        return entry;
    }

    private static int Number(JsonObject body, string name) => body[name]!.GetValue<int>();

    private async Task<string> AnswerAsync(string user) => (await _service.GetAsync($"/users/{user}/recommendations")).Body["recommendationId"]!.GetValue<string>();

    private async Task<(HttpStatusCode Status, int Accepted, int Repeated, int Refused)> SendAsync(JsonObject[] entries)
    {
        var body = await BodyAsync(entries, HttpStatusCode.OK);
        return (HttpStatusCode.OK, Number(body, "accepted"), Number(body, "repeated"), Number(body, "refused"));
    }

    private async Task<JsonObject> BodyAsync(JsonObject[] entries, HttpStatusCode status)
    {
        var request = new JsonObject { ["entries"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]) };
        using var response = await _service.Client.PostAsJsonAsync(new Uri("/feedback", UriKind.Relative), request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.StatusCode.ShouldBe(status, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
