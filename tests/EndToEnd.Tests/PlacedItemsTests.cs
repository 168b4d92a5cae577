using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>An item that is written over HTTP is recommended before the next training, and all else stays as it was.</summary>
public sealed class PlacedItemsTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 200, items: 100);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task ANewItemIsRecommendedWithoutATraining()
    {
        _site.Settings.Add(("Training__PlaceNewItemsEvery", "00:00:00.500"));
        // Two, of which one may place it.
        CommandProcess[] workers = [_site.StartWorker(), _site.StartWorker()];
        using var api = await _site.StartApiAsync();
        var run = await _site.UntilAsync(await _site.RequestAsync(epochs: 8), r => r.State == RunState.Succeeded, Long);
        var trained = run.SnapshotVersion!;
        await ServesAsync(api, trained);
        // The twin of an item that is there: what is known of it, under other names.
        var twin = (await _site.Database.QueryAsync<string>("select i.key from items i join interactions x on x.item_id = i.id group by i.key order by count(*) desc limit 1")).Single();
        var before = await ScoresAsync(api, "user-0001");

        await PutAsync(api, "/items/premiere", new { name = "Première" });
        await PutAsync(api, "/items/nameless", new { name = "Nameless" });
        await LinkAsync(api, twin);

        var extension = await UntilExtendedAsync(api, trained);
        (extension["extends"]!["version"]!.GetValue<string>(), extension["extends"]!["items"]!.GetValue<int>()).ShouldBe((trained, 1));
        extension["trainingRunId"]!.GetValue<long>().ShouldBe(run.Id);
        await ServesAsync(api, extension["version"]!.GetValue<string>());
        var after = await ScoresAsync(api, "user-0001");
        after.Where(pair => pair.Key != "premiere").ShouldBe(before.Where(pair => after.ContainsKey(pair.Key)));
        (await SimilarAsync(api, twin)).ShouldContain("premiere");
        (await SimilarAsync(api, "premiere")).ShouldContain(twin);
        var user = (await FindUserAsync(api)).ShouldNotBeNull();
        var because = (await JsonAsync(api, $"/users/{user}/recommendations?n=10&explain=true"))["items"]!.AsArray().Single(item => item!["id"]!.GetValue<string>() == "premiere")!["because"]!;
        because["likedItems"]!.AsArray().ShouldNotBeEmpty();
        var session = await api.PostAsJsonAsync(new Uri("/recommendations/session", UriKind.Relative), new { items = new[] { new { id = "premiere" } }, n = 5 }, Cancelled);
        (await session.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["source"]!.GetValue<string>().ShouldBe("fold_in");
        (await api.GetAsync(new Uri("/items/nameless/similar", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Going back lasts, whoever looks.
        (await api.PostAsync(new Uri($"/snapshots/{trained}/activate", UriKind.Relative), content: null, Cancelled)).EnsureSuccessStatusCode();
        await ServesAsync(api, trained);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Cancelled);
        (await _site.Catalog.GetServedAsync(Cancelled)).Active.ShouldBe(trained);
        (await _site.Catalog.ListAsync(Cancelled)).Count.ShouldBe(2, string.Join('\n', workers.Select(worker => worker.Output)));
        (await ScoresAsync(api, "user-0001")).ShouldBe(before);

        // One that cannot be read leaves what is served as it is.
        var path = Path.Combine(_site.Snapshots, SnapshotFile.NameOf(extension["version"]!.GetValue<string>()));
        await File.WriteAllTextAsync(path, "damaged", Cancelled);
        await _site.Catalog.ActivateAsync(extension["version"]!.GetValue<string>(), Cancelled);
        await Eventually.IsAsync(async () => (await JsonAsync(api, "/snapshots"))["lastRefusal"] is not null);
        (await ScoresAsync(api, "user-0001")).ShouldBe(before);
    }

    /// <summary>Says of the new item what is known of its twin.</summary>
    private async Task LinkAsync(HttpClient api, string twin)
    {
        var facts = await _site.Database.QueryAsync<string>(
            $"select r.key || ' ' || t.key from items i join kg_triples k on k.head_id = i.entity_id join relations r on r.id = k.relation_id join entities t on t.id = k.tail_id where i.key = '{twin}'");
        facts.ShouldNotBeEmpty();
        await PutAsync(api, "/items/premiere", new { name = "Première", entity = "premiere" });
        // At once, so that it is placed by all of it.
        using var lines = new StringContent(string.Concat(facts.Select(fact => fact.Split(' ')).Select(
            fact => JsonSerializer.Serialize(new { head = "premiere", relation = fact[0], tail = fact[1] }) + "\n")), Encoding.UTF8, "application/x-ndjson");
        (await api.PostAsync(new Uri("/triples/bulk", UriKind.Relative), lines, Cancelled)).EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> UntilExtendedAsync(HttpClient api, string trained)
    {
        JsonNode? found = null;
        await Eventually.IsAsync(async () => (found = (await JsonAsync(api, "/snapshots"))["snapshots"]!.AsArray().FirstOrDefault(
            snapshot => snapshot!["state"]!.GetValue<string>() == "active" && snapshot["version"]!.GetValue<string>() != trained)) is not null, Long);
        return found!;
    }

    private static Task ServesAsync(HttpClient api, string version) =>
        Eventually.IsAsync(async () => (await JsonAsync(api, "/snapshots"))["served"]?.GetValue<string>() == version, Long);

    /// <summary>Somebody for whom the new item is among the first ten.</summary>
    private static async Task<string?> FindUserAsync(HttpClient api)
    {
        foreach (var user in Enumerable.Range(1, 200).Select(user => string.Create(CultureInfo.InvariantCulture, $"user-{user:d4}")))
        {
            if ((await ScoresAsync(api, user, n: 10)).ContainsKey("premiere"))
                return user;
        }

        return null;
    }

    private static async Task<SortedDictionary<string, float>> ScoresAsync(HttpClient api, string user, int n = 50) => new(
        (await JsonAsync(api, $"/users/{user}/recommendations?n={n}"))["items"]!.AsArray().ToDictionary(item => item!["id"]!.GetValue<string>(), item => item!["score"]!.GetValue<float>()),
        StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> SimilarAsync(HttpClient api, string item) =>
        (await JsonAsync(api, $"/items/{item}/similar?n=20"))["items"]!.AsArray().Select(similar => similar!["id"]!.GetValue<string>());

    private static async Task PutAsync(HttpClient api, string path, object body) =>
        (await api.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled)).EnsureSuccessStatusCode();

    private static async Task<JsonNode> JsonAsync(HttpClient api, string path) =>
        JsonNode.Parse(await api.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled))!;
}
