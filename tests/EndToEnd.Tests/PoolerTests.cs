using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Processes that all reach the database through PgBouncer, which has four sessions for them and gives each transaction any of these.</summary>
public sealed class PoolerTests : IAsyncLifetime
{
    private const string Pooled = "A connection pooler is before the database, which tells of no new snapshots; they are looked for every 2 s (Snapshots:PollInterval)";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly (string, string)[] Often = [("Training__Heartbeat", "00:00:00.100"), ("Training__Silence", "00:00:12")];

    private readonly Site _site = new();
    private readonly PgBouncer _pooler = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PgBouncer.WhyNot is not null, PgBouncer.WhyNot ?? "");
        await _site.InitializeAsync();
        _site.Settings.Add(("ConnectionStrings__Postgres", await _pooler.StartAsync(_site.Database.ConnectionString)));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (PgBouncer.WhyNot is null)
                await _site.DisposeAsync();
        }
        finally
        {
            await _pooler.DisposeAsync();
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task ProcessesThatStartAtOnceMigrateImportTrainAndServeWhatIsNew()
    {
        await _site.Database.ExecuteAsync("drop schema public cascade; create schema public");
        var folder = _site.PathOf("demo");
        await DoAsync("demo", folder, "--users", "200", "--items", "100");
        var worker = _site.StartWorker(Often);
        var (firstProcess, first) = StartApi();
        var (secondProcess, second) = StartApi();
        using var one = first;
        using var other = second;
        await DoAsync("import", folder);
        HttpClient[] apis = [first, second];
        foreach (var api in apis)
            await Eventually.IsAsync(async () => (await api.GetAsync(Path("health/live"), Cancelled)).IsSuccessStatusCode, Long);
        var doctor = _site.StartCommand(["doctor"], ("ASPNETCORE_ENVIRONMENT", "Development"));
        (await doctor.WaitForExitAsync(Long)).ShouldBe(0, doctor.Output);
        doctor.Output.ShouldContain("through a connection pooler");

        using var scheduled = await first.PutAsJsonAsync(Path("training/schedules/nightly"), new { cron = "30 2 * * *" }, Cancelled);
        scheduled.IsSuccessStatusCode.ShouldBeTrue();
        (await _site.Database.QueryAsync<long>("select count(*) from hangfire.hash where key = 'recurring-job:nightly' and field = 'Cron'")).ShouldBe([1]);
        using var asked = await second.PostAsJsonAsync(Path("training/runs"), new { settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 2, ["KDiffE:Dim"] = 16 } }, Cancelled);
        var run = (await asked.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>();
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1), ended.Error);
        foreach (var api in apis)
            await Eventually.IsAsync(async () => await VersionAsync(api) == ended.SnapshotVersion, () => $"{ended.SnapshotVersion} is not served");

        var events = Enumerable.Range(0, 200).Select(k => new { user = $"user-{(k % 50) + 1:000}", item = $"new-{k % 20}" });
        await Task.WhenAll(events.Select(async (e, k) =>
        {
            using var written = await apis[k % 2].PostAsJsonAsync(Path("interactions"), new[] { e }, Cancelled);
            written.IsSuccessStatusCode.ShouldBeTrue(await written.Content.ReadAsStringAsync(Cancelled));
        }));
        (await _site.Database.QueryAsync<long>("select count(*) from interactions i join items t on t.id = i.item_id where t.key like 'new-%'")).ShouldBe([200]);
        (await _site.Database.QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'")).ShouldBe([0]);
        foreach (var process in (CommandProcess[])[firstProcess, secondProcess])
        {
            (process.Output.Split(Pooled).Length - 1).ShouldBe(1, process.Output);
            process.Output.ShouldNotContain("[ERR]");
        }

        worker.Output.ShouldNotContain("[ERR]");
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AKilledWorkersRunIsAnothersWhichAloneHoldsItsLock()
    {
        await _site.ImportAsync(users: 200, items: 100);
        var run = await _site.RequestAsync(epochs: 2_000);
        CommandProcess[] workers = [_site.StartWorker(Often), _site.StartWorker(Often)];
        var taken = await _site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);
        (await LocksAsync()).ShouldBe(1);

        var killed = Array.Find(workers, worker => worker.Output.Contains($"Took up run {run}, ", StringComparison.Ordinal))!;
        await killed.SignalAsync("KILL");
        await Eventually.IsAsync(async () => await LocksAsync() == 0, TimeSpan.FromSeconds(2), () => "the lock outlives its worker");

        var over = await _site.UntilAsync(run, r => r.Worker != taken.Worker && r.State == RunState.Running, TimeSpan.FromSeconds(60));
        over.Attempt.ShouldBe(2);
        await Eventually.IsAsync(async () => await LocksAsync() == 1, () => "the other worker has no lock");
    }

    [Fact(Timeout = 120_000)]
    public async Task OneSessionPerStatementStopsEveryProcessWithOneSentence()
    {
        await using var pooler = new PgBouncer("statement");
        var connection = ("ConnectionStrings__Postgres", await pooler.StartAsync(_site.Database.ConnectionString));

        foreach (var arguments in (string[][])[["worker"], ["keys", "list"], ["doctor"]])
        {
            var process = _site.StartCommand(arguments, connection);
            (await process.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1, process.Output);
            process.Output.ShouldContain("The connection pooler before the database allows no transactions; nothing was changed. Set its pool_mode to transaction.");
            process.Output.ShouldNotContain("   at ");
        }
    }

    private (CommandProcess Process, HttpClient Client) StartApi()
    {
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
        return (_site.StartApi(address), new HttpClient { BaseAddress = address });
    }

    private static Uri Path(string path) => new($"/{path}", UriKind.Relative);

    private static async Task<string?> VersionAsync(HttpClient api) =>
        (await api.GetFromJsonAsync<JsonObject>(Path("users/user-001/recommendations"), Cancelled))!["snapshotVersion"]?.GetValue<string>();

    private async Task<string> DoAsync(params string[] arguments)
    {
        var command = _site.StartCommand(arguments);
        (await command.WaitForExitAsync(Long)).ShouldBe(0, command.Output);
        return command.Output;
    }

    private async Task<long> LocksAsync() => (await _site.Database.QueryAsync<long>(
        "select count(*) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())")).Single();
}
