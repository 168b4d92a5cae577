using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;
using KDiffE.TestKit.Clusters;

namespace KDiffE.EndToEnd.Tests;

/// <summary>An API and a worker that read from a real standby what may be read there.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly ReplicatedDatabase _database = new();
    private Site _site = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _site = new Site(_database.ConnectionString);
        await _site.InitializeAsync();
        _site.Settings.Add(("ConnectionStrings__PostgresReplica", _database.ReplicaConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact(Timeout = 300_000)]
    public async Task WhileTheReplicaIsBehindStatisticsAreOldAndNothingElseIs()
    {
        using var api = await StartApiAsync();
        await SmallModel.PublishAsync(_site, "v1", Cancelled);
        await PutAsync(api, "/users/ann");
        foreach (var item in (string[])["film-1", "film-2", "film-3"])
            await PutAsync(api, $"/items/{item}");
        await Eventually.IsAsync(async () => (await RecommendedAsync(api, "ann")).Items == "film-1 film-2 film-3", Long);
        await _database.PauseAsync();

        await PutAsync(api, "/users/bob");
        using var event1 = await api.PostAsJsonAsync(new Uri("/interactions", UriKind.Relative), new { user = "bob", item = "film-2", eventType = "view" }, Cancelled);
        using var hidden = await api.PatchAsync(new Uri("/items/film-1", UriKind.Relative), JsonContent.Create(new { hidden = true }), Cancelled);
        using var run = await api.PostAsJsonAsync(new Uri("/training/runs", UriKind.Relative), new { }, Cancelled);
        foreach (var answer in (HttpResponseMessage[])[event1, hidden, run])
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancelled));

        var data = await GetAsync(api, "/data");
        (data["users"]!["count"]!.GetValue<long>(), data["interactions"]!["count"]!.GetValue<long>()).ShouldBe((1, 0));
        (await api.GetAsync(new Uri("/users/bob", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(api, "/items/film-1"))["hidden"]!.GetValue<bool>().ShouldBeTrue();
        (await GetAsync(api, "/users"))["users"]!.AsArray().Count.ShouldBe(2);
        (await GetAsync(api, "/users/bob/interactions"))["interactions"]!.AsArray().Count.ShouldBe(1);
        (await LinesAsync(api, "/export/users")).ShouldBe(2);
        (await LinesAsync(api, "/export/interactions")).ShouldBe(1);
        (await GetAsync(api, "/training/runs"))["runs"]!.AsArray().Count.ShouldBe(1);
        (await GetAsync(api, "/audit"))["entries"]!.AsArray().Select(entry => entry!["action"]!.GetValue<string>()).ShouldContain("runStarted");
        // What the hidden item and the new event promise holds within two seconds.
        await Eventually.IsAsync(async () => await RecommendedAsync(api, "ann") == ("model", "film-2 film-3"));
        await Eventually.IsAsync(async () => await RecommendedAsync(api, "bob") == ("fold_in", "film-3"));

        await _database.ResumeAsync();

        await Eventually.IsAsync(async () => (await GetAsync(api, "/data"))["users"]!["count"]!.GetValue<long>() == 2, Long);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AReplicaThatStopsCostsNoRequestIsSaidOnceAndIsReadFromAgain()
    {
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        var process = _site.StartApi(address);
        using var api = new HttpClient { BaseAddress = address };
        await Eventually.IsAsync(async () => (await api.GetAsync(new Uri("/data", UriKind.Relative), Cancelled)).IsSuccessStatusCode, Long, () => process.Output);
        await Eventually.IsAsync(async () => await StateAsync(api) == "ok", Long, () => process.Output);
        (await DoctorAsync()).ShouldContain("a standby that has all that the primary has");

        await _database.Standby.StopAsync();
        foreach (var path in (string[])["/data", "/metrics/online", "/export/users", "/audit", "/training/runs"])
            (await api.GetAsync(new Uri(path, UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        await Eventually.IsAsync(async () => await StateAsync(api) == "warning", Long, () => process.Output);
        (await DoctorAsync()).ShouldContain("It is not read from");
        var metrics = await MetricsAsync(api);
        (metrics["kdiffe_replica_used"], metrics["kdiffe_replica_lag_seconds"]).ShouldBe((0, null));

        await _database.Standby.StartAsync();
        await Eventually.IsAsync(async () => await StateAsync(api) == "ok", Long, () => process.Output);
        await GetAsync(api, "/data");

        metrics = await MetricsAsync(api);
        metrics["kdiffe_replica_used"].ShouldBe(1);
        metrics["kdiffe_replica_reads_total", "server=\"replica\""]!.Value.ShouldBeGreaterThan(0);
        metrics["kdiffe_replica_reads_total", "server=\"primary\""]!.Value.ShouldBeGreaterThan(0);
        metrics.OwnNames.Where(name => name.Contains("replica", StringComparison.Ordinal))
            .ShouldBe(MetricsText.Documented("API, worker").Where(name => name.Contains("replica", StringComparison.Ordinal)));
        await process.WaitForOutputAsync("The replica is read from again", TimeSpan.FromMinutes(2));
        process.Output.Split("The replica is not read from").Length.ShouldBe(2, process.Output);
        process.Output.Split("The replica is read from again").Length.ShouldBe(2, process.Output);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerReadsItsTrainingDataAtTheReplica()
    {
        await _site.ImportAsync(users: 200, items: 100);
        var shown = $"http://127.0.0.1:{Site.FreePort()}";
        var worker = _site.StartWorker(("Metrics__Url", shown));

        var ended = await _site.UntilAsync(await _site.RequestAsync(epochs: 2), run => !run.IsActive, Long);

        ended.State.ShouldBe(RunState.Succeeded, worker.Output);
        using var client = new HttpClient { BaseAddress = new Uri(shown) };
        (await MetricsAsync(client))["kdiffe_replica_reads_total", "server=\"replica\""]!.Value.ShouldBeGreaterThan(0);
        ended.Watermark!.Value.ToUnixTimeMilliseconds().ShouldBe(long.Parse((await _database.ExecuteAsync(
            "select floor(extract(epoch from max(updated_at)) * 1000)::bigint from (select updated_at from interactions union all select updated_at from items union all select updated_at from users union all select updated_at from entities union all select updated_at from kg_triples union all select updated_at from item_features) t"))!));
    }

    private async Task<HttpClient> StartApiAsync()
    {
        var api = await _site.StartApiAsync();
        await Eventually.IsAsync(async () => (await api.GetAsync(new Uri("/data", UriKind.Relative), Cancelled)).IsSuccessStatusCode, Long);
        return api;
    }

    private static async Task<(string Source, string Items)> RecommendedAsync(HttpClient api, string user)
    {
        using var answer = await api.GetAsync(new Uri($"/users/{user}/recommendations?n=3", UriKind.Relative), Cancelled);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;
        return (body["source"]?.GetValue<string>() ?? "", string.Join(' ', body["items"]?.AsArray().Select(item => item!["id"]!.GetValue<string>()) ?? []));
    }

    private async Task<string> DoctorAsync()
    {
        var doctor = _site.StartCommand("doctor");
        await doctor.WaitForExitAsync(Long);
        return doctor.Output;
    }

    private static async Task PutAsync(HttpClient api, string path)
    {
        using var answer = await api.PutAsJsonAsync(new Uri(path, UriKind.Relative), new { }, Cancelled);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task<JsonObject> GetAsync(HttpClient api, string path) => (await api.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative), Cancelled))!;

    private static async Task<int> LinesAsync(HttpClient api, string path) =>
        (await api.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static async Task<string> StateAsync(HttpClient api)
    {
        using var answer = await api.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == "replica")!["state"]!.GetValue<string>();
    }

    private static async Task<MetricsText> MetricsAsync(HttpClient client) => new(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled));
}
