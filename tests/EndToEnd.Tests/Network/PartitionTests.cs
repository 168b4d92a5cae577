using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.EndToEnd.Tests.Histories;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Network;

/// <summary>A network that swallows everything between a process and the database, without a word to either.</summary>
public sealed class PartitionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    // The loader looks every 2 s, and the slowest of what was under way runs into its limit of 5 s first.
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AnApiThatIsCutOffGoesOnAnsweringSaysSoAndCatchesUpWithTheSwap()
    {
        await using var site = await DistributedSite.CreateAsync();
        await SmallModel.PublishAsync(site.Site, "v1", Cancelled);
        var (machine, process, cutOff) = await site.StartApiAsync("api1");
        var (_, _, other) = await site.StartApiAsync("api2");
        await ServesAsync(cutOff, "v1", Long, process);
        await ServesAsync(other, "v1", Long, process);
        await Eventually.IsAsync(async () => await StateOfAsync(cutOff, "catalog") == "ok", Long, () => process.Output);

        await site.CutOffAsync(machine);
        await SmallModel.PublishAsync(site.Site, "v2", Cancelled);

        await ServesAsync(other, "v2", CatchesUpWithin, process);
        await Eventually.IsAsync(async () => await StateOfAsync(cutOff, "database") == "warning", CatchesUpWithin, () => process.Output);
        for (var answer = 0; answer < 200; answer++)
        {
            var (status, body) = await GetAsync(cutOff, $"/users/{SmallModel.User}/recommendations?n=3");
            (status, body["snapshotVersion"]!.GetValue<string>(), string.Join(' ', body["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())))
                .ShouldBe((HttpStatusCode.OK, "v1", "film-1 film-2 film-3"));
        }

        (await cutOff.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(cutOff, "/snapshots")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await site.MendAsync(machine);

        await ServesAsync(cutOff, "v2", CatchesUpWithin, process);
        await Eventually.IsAsync(async () => await StateOfAsync(cutOff, "database") == "ok" && await StateOfAsync(cutOff, "catalog") == "ok", CatchesUpWithin, () => process.Output);
        (await GetAsync(cutOff, "/snapshots")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task EveryEventThatAnApiAcknowledgedIsThereOnceAlsoIfItIsSentAgain()
    {
        await using var site = await DistributedSite.CreateAsync();
        var (machine, process, client) = await site.StartApiAsync("api1");
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/users", UriKind.Relative), Cancelled)).IsSuccessStatusCode, Long, () => process.Output);
        var (history, sent) = (new History(), 0);
        var writer = new RecordingClient("writer", client, history);
        await using var database = site.OpenSource();
        await StateJournal.InstallAsync(database, Cancelled);
        for (var round = 0; round < 3; round++)
        {
            var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WriteAsync()));
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
            await site.CutOffAsync(machine);
            await writing;
            await site.MendAsync(machine);
            await Eventually.IsAsync(async () => await SendAsync(Interlocked.Increment(ref sent)) == Outcome.Ok, CatchesUpWithin, () => process.Output);
        }

        // What was under way when the network broke may be there or not; whoever was told nothing sends it again.
        (await HistoryVerdict.ProblemsAsync(history, database, Cancelled)).ShouldBeEmpty();
        history.Count(Outcome.Ok).ShouldBeGreaterThan(20);
        history.Count(Outcome.Unknown).ShouldBeGreaterThan(0, "nothing was under way when the network broke");
        for (var number = 1; number <= sent; number++)
            (await SendAsync(number)).ShouldBe(Outcome.Ok);

        (await HistoryVerdict.ProblemsAsync(history, database, Cancelled)).ShouldBeEmpty();
        (await site.CountAsync("select count(*) from interactions")).ShouldBe(sent);

        async Task WriteAsync()
        {
            while (await SendAsync(Interlocked.Increment(ref sent)) == Outcome.Ok)
            {
            }
        }

        // An event has one value, however often it is sent.
        async Task<Outcome> SendAsync(int number) => (await writer.PutAsync($"user-{number}", "film", 1_700_000_000, $"{number}")).Outcome;
    }

    [Fact(Timeout = 600_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerThatIsCutOffWhileItTrainsPublishesNothingAndGoesOnWithOtherRuns()
    {
        await using var site = await DistributedSite.CreateAsync();
        await site.Site.ImportAsync(users: 400, items: 200);
        var (machine, cutOff) = await site.StartWorkerAsync("worker1");
        var run = await site.Site.RequestAsync(epochs: 150);
        var taken = await site.Site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);
        var (_, other) = await site.StartWorkerAsync("worker2");

        await site.CutOffAsync(machine);

        var ended = await site.Site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 2), $"{cutOff.Output}\n{other.Output}");
        ended.Worker.ShouldNotBe(taken.Worker);
        await site.MendAsync(machine);
        await cutOff.WaitForOutputAsync($"Run {run} is another worker's now", TimeSpan.FromMinutes(1));
        (await site.Site.Catalog.ListAsync(Cancelled)).Select(snapshot => (snapshot.Version, snapshot.State))
            .ShouldBe([(ended.SnapshotVersion!, SnapshotState.Active)]);
        Directory.GetFiles(site.Site.Snapshots, "*.safetensors").Select(Path.GetFileName).ShouldBe([SnapshotFile.NameOf(ended.SnapshotVersion!)]);

        await other.SignalAsync("TERM");
        await other.WaitForExitAsync(Long);
        var next = await site.Site.RequestAsync(epochs: 2);
        (await site.Site.UntilAsync(next, r => !r.IsActive, Long)).State.ShouldBe(RunState.Succeeded, cutOff.Output);
    }

    [Fact(Timeout = 600_000)]
    [Trait("Category", "Slow")]
    public async Task AnImportThatIsCutOffEndsAndHoldsNobodyUpForLong()
    {
        await using var site = await DistributedSite.CreateAsync();
        var folder = site.Site.PathOf("films");
        (await site.Site.StartCommand("demo", folder, "--users", "300", "--items", "100").WaitForExitAsync(Long)).ShouldBe(0);
        Machine machine;
        CommandProcess import;
        await using (var connection = await site.OpenAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await using var hold = new NpgsqlCommand("lock table interactions in access exclusive mode", connection);
            await hold.ExecuteNonQueryAsync(Cancelled);
            (machine, import) = await site.StartCommandAsync("importer", "import", folder);
            await Eventually.IsAsync(async () => await site.CountAsync("select count(*) from pg_locks where not granted") > 0, Long, () => import.Output);
            await site.CutOffAsync(machine);
        }

        // It has the turn of imports, and nobody to tell it how it went.
        (await site.CountAsync("select count(*) from pg_locks where locktype = 'advisory' and granted")).ShouldBeGreaterThan(0);
        await Eventually.IsAsync(async () => await site.CountAsync("select count(*) from pg_locks where locktype = 'advisory' and granted") == 0);
        (await import.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1, import.Output);
        (await site.CountAsync("select count(*) from interactions")).ShouldBe(0);
    }

    private static Task ServesAsync(HttpClient api, string version, TimeSpan limit, CommandProcess process) => Eventually.IsAsync(
        async () => (await GetAsync(api, "/health/live")).Body["snapshotVersion"]?.GetValue<string>() == version, limit, () => process.Output);

    private static async Task<string?> StateOfAsync(HttpClient api, string check) => (await GetAsync(api, "/health/ready")).Body["checks"]?.AsArray()
        .Single(found => found!["name"]!.GetValue<string>() == check)!["state"]!.GetValue<string>();

    private static async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!);
    }
}
