using System.Net;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Catalog;

/// <summary>Whatever is written in whatever order, the lists hold what a model made of dictionaries holds.</summary>
public sealed class WrittenModelTests(WritableService writable) : IClassFixture<WritableService>
{
    private readonly HttpClient _client = writable.Client;

    [Fact]
    public async Task RandomSingleAndBulkWritesLeaveTheRowsOfAnIndependentModel()
    {
        const int seed = 20260115;
        var random = new Random(seed);
        var model = new WrittenModel();
        for (var step = 0; step < 400; step++)
        {
            var write = RandomWrite.Next(random);
            var expected = write.Apply(model);
            var answer = write.Format is null
                ? await _client.SendAsync(write.Method, write.Path, write.Body)
                : await _client.BulkAsync(write.Path, write.Body!, write.Format, random.Next(3) switch { 0 => "gzip", 1 => "br", _ => null });
            answer.Status.ShouldBe(expected, $"step {step} of seed {seed}: {write}: {answer.Body}");
            if (step % 20 == 0)
                await EqualAsync(model, $"after step {step} of seed {seed}: {write}");
        }

        await EqualAsync(model, "at the end");
        model.Lines().Count().ShouldBeGreaterThan(30, "the writes left something to compare");
    }

    private async Task EqualAsync(WrittenModel model, string when)
    {
        var stored = new List<string>();
        foreach (var kind in (string[])["users", "entities", "relations"])
            stored.AddRange((await _client.PagesAsync($"/{kind}", kind, 3)).Select(row => WrittenModel.Line(kind, row["id"], row["attributes"])));
        foreach (var row in await _client.PagesAsync("/items", "items", 3))
        {
            stored.Add(WrittenModel.Line("items", row["id"], row["name"], row["attributes"], row["categories"], row["hidden"], row["entity"]));
            var (_, features) = await _client.GetObjectAsync($"/items/{row["id"]}/features");
            stored.AddRange(features["features"]!.AsArray().Select(feature => WrittenModel.Line("features", row["id"], feature!["modality"], feature["values"])));
        }

        stored.AddRange((await _client.PagesAsync("/triples", "triples", 3)).Select(row => WrittenModel.Line("triples", row["head"], row["relation"], row["tail"])));
        stored.AddRange((await _client.PagesAsync("/interactions", "interactions", 3)).Select(row =>
            WrittenModel.Line("interactions", row["user"], row["item"], row["eventType"], row["occurredAt"]?.GetValue<DateTimeOffset>().UtcDateTime.ToString("O"), row["weight"])));
        stored.Order(StringComparer.Ordinal).ShouldBe(model.Lines().Order(StringComparer.Ordinal), when);
    }
}

/// <summary>One write: the request, and what it does to the model.</summary>
internal sealed record RandomWrite(string Method, string Path, string? Body, Func<WrittenModel, HttpStatusCode> Apply, string? Format = null)
{
    private static readonly string[] Keys = ["users", "entities", "relations", "items"];

    public static RandomWrite Next(Random random)
    {
        var kind = Keys[random.Next(4)];
        var id = $"k{random.Next(6)}";
        switch (random.Next(11))
        {
            case 0 or 1:
                var row = Row(random, kind, id);
                return new("PUT", $"/{kind}/{id}", row.ToJsonString(), model => model.Put(kind, row) ? HttpStatusCode.Created : HttpStatusCode.NoContent);
            case 2:
                var patch = random.Next(3) switch
                {
                    0 => new JsonObject { ["attributes"] = new JsonObject { ["a"] = null, ["p"] = random.Next(5) } },
                    1 when kind == "items" => new JsonObject { ["name"] = null, ["hidden"] = true },
                    _ => new JsonObject { ["attributes"] = null },
                };
                return new("PATCH", $"/{kind}/{id}", patch.ToJsonString(), model => model.Patch(kind, id, patch) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound);
            case 3:
                return new("DELETE", $"/{kind}/{id}", null, model => model.Delete(kind, id) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound);
            case 4:
                return Bulk(random, kind, () => Row(random, kind, $"k{random.Next(6)}"), (model, line) => model.Put(kind, line));
            case 5:
                var events = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Event(random, timed: true)).ToList();
                return new("POST", "/interactions", new JsonArray([.. events]).ToJsonString(), model => All(events, model.PutInteraction));
            case 6 or 7:
                return Bulk(random, "interactions", () => Event(random, random.Next(2) == 0), (model, line) => model.PutInteraction(line));
            case 8:
                var (user, item) = ($"k{random.Next(6)}", $"k{random.Next(6)}");
                return new("DELETE", $"/interactions?user={user}&item={item}", null, model => model.DeleteInteractions(user, item));
            case 9:
                return Bulk(random, "triples",
                    () => new JsonObject { ["head"] = $"k{random.Next(6)}", ["relation"] = $"k{random.Next(6)}", ["tail"] = $"k{random.Next(6)}" },
                    (model, line) => model.PutTriple(line));
            default:
                return Bulk(random, "features",
                    () => new JsonObject { ["item"] = $"k{random.Next(6)}", ["modality"] = $"m{random.Next(2)}", ["values"] = new JsonArray(random.Next(9), random.Next(9)) },
                    (model, line) => model.PutFeature(line));
        }
    }

    // Between the sound lines stand bad ones, which change nothing; the first line is sound.
    private static RandomWrite Bulk(Random random, string kind, Func<JsonObject> line, Action<WrittenModel, JsonObject> put)
    {
        var lines = Enumerable.Range(0, 1 + random.Next(8)).Select(at => at > 0 && random.Next(5) == 0 ? null : line()).ToList();
        var body = string.Join('\n', lines.Select(json => json?.ToJsonString() ?? """{"nothing": 1}"""));
        return new("POST", $"/{kind}/bulk", body, model => All(lines.OfType<JsonObject>(), json => put(model, json)), Writing.Ndjson);
    }

    private static HttpStatusCode All(IEnumerable<JsonObject> lines, Action<JsonObject> put)
    {
        foreach (var line in lines)
            put(line);
        return HttpStatusCode.OK;
    }

    private static JsonObject Row(Random random, string kind, string id)
    {
        var row = new JsonObject { ["id"] = id };
        if (random.Next(2) == 0)
            row["attributes"] = new JsonObject { ["a"] = random.Next(4) };
        if (kind != "items")
            return row;
        if (random.Next(2) == 0)
            row["name"] = $"name {random.Next(3)}";
        if (random.Next(2) == 0)
            row["categories"] = new JsonArray($"c{random.Next(3)}", "c1");
        if (random.Next(2) == 0)
            row["hidden"] = random.Next(2) == 0;
        if (random.Next(2) == 0)
            row["entity"] = $"k{random.Next(6)}";
        return row;
    }

    private static JsonObject Event(Random random, bool timed)
    {
        var row = new JsonObject { ["user"] = $"k{random.Next(6)}", ["item"] = $"k{random.Next(6)}" };
        if (timed)
            row["occurredAt"] = $"2026-01-0{1 + random.Next(3)}T00:00:00Z";
        if (random.Next(2) == 0)
            row["eventType"] = "view";
        if (random.Next(2) == 0)
            row["weight"] = random.Next(3);
        return row;
    }
}
