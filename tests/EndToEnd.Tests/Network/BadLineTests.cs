using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Network;

/// <summary>A database at the end of a line that takes 50 ms in each direction and loses a frame in fifty.</summary>
public sealed class BadLineTests
{
    private const int Requests = 2_000;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    [Trait("Category", "Slow")]
    public async Task TrainingSwapsAndRecommendationsGoOnAndNoAnswerOfAKnownUserAsksTheDatabase()
    {
        await using var site = await DistributedSite.CreateAsync(new BadLine(DelayMilliseconds: 50, Loss: 0.02, Seed: 1));
        var roundTrip = Stopwatch.StartNew();
        await site.CountAsync("select 1");
        roundTrip.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(100), "the line is not as bad as it should be");
        await site.Site.ImportAsync(users: 300, items: 150);
        var (_, first, api) = await site.StartApiAsync("api1");
        var (_, _, second) = await site.StartApiAsync("api2");
        var (_, worker) = await site.StartWorkerAsync("worker1");
        await site.StartWorkerAsync("worker2");

        using var asked = await api.PostAsJsonAsync(
            new Uri("/training/runs", UriKind.Relative), new { settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 3, ["KDiffE:Dim"] = 16 } }, Cancelled);
        asked.IsSuccessStatusCode.ShouldBeTrue(await asked.Content.ReadAsStringAsync(Cancelled));
        var run = (await asked.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>();
        var ended = await site.Site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1), worker.Output);
        foreach (var client in (HttpClient[])[api, second])
        {
            await Eventually.IsAsync(
                async () => (await client.GetFromJsonAsync<JsonObject>(new Uri("/health/live", UriKind.Relative), Cancelled))!["snapshotVersion"]?.GetValue<string>() == ended.SnapshotVersion, () => first.Output);
        }

        // The first answers read what their users did since the training.
        for (var user = 1; user <= 20; user++)
            await RecommendAsync(api, user);
        var before = await CommittedAsync(site);
        var watch = Stopwatch.StartNew();
        for (var request = 0; request < Requests; request++)
            (await RecommendAsync(api, 1 + (request % 20))).ShouldBe(ended.SnapshotVersion);
        // Beside the answers there is what goes on anyhow: changes, beats and queues are looked for some times a second.
        (await CommittedAsync(site) - before).ShouldBeLessThan(Requests / 2, $"{Requests} answers in {watch.Elapsed}");

        using var written = await api.PostAsJsonAsync(new Uri("/interactions", UriKind.Relative), new { user = "user-0001", item = "film-0001", eventType = "view" }, Cancelled);
        written.IsSuccessStatusCode.ShouldBeTrue(await written.Content.ReadAsStringAsync(Cancelled));
    }

    // The server adds a session's transactions up when it has been idle for a moment.
    private static async Task<long> CommittedAsync(DistributedSite site)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), Cancelled);
        return await site.CountAsync("select xact_commit from pg_stat_database where datname = 'kdiffe'");
    }

    private static async Task<string> RecommendAsync(HttpClient api, int user) =>
        (await api.GetFromJsonAsync<JsonObject>(new Uri($"/users/user-{user:0000}/recommendations?n=10", UriKind.Relative), Cancelled))!["snapshotVersion"]!.GetValue<string>();
}
