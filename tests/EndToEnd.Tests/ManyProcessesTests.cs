using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Two APIs and two workers on one database.</summary>
public sealed class ManyProcessesTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 400, items: 200);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task TwoTriggersAtOnceMakeOneRunThatOneWorkerTrainsAndEveryApiServes()
    {
        CommandProcess[] workers = [_site.StartWorker(), _site.StartWorker()];
        using var first = await _site.StartApiAsync();
        using var second = await _site.StartApiAsync();
        HttpClient[] apis = [first, second];
        foreach (var worker in workers)
            await worker.WaitForOutputAsync("Application started", Long);

        var answers = await Task.WhenAll(apis.SelectMany(api => Enumerable.Range(0, 4).Select(_ => TriggerAsync(api))));

        answers.Count(answer => answer.Status == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(answers.Length - 1);
        var run = answers.Select(answer => answer.Run).Distinct().ShouldHaveSingleItem();
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        foreach (var api in apis)
        {
            await Eventually.IsAsync(
                async () => await VersionAsync(api) == ended.SnapshotVersion, TimeSpan.FromSeconds(5), () => $"{api.BaseAddress} does not serve {ended.SnapshotVersion}");
        }

        workers.Sum(worker => worker.Output.Split($"Took up run {run}, ").Length - 1).ShouldBe(1);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AScheduleMakesOneRunAtEachOfItsTimesThatOneOfTwoWorkersTrains()
    {
        _site.StartWorker();
        _site.StartWorker();
        using var api = await _site.StartApiAsync();
        var schedule = new { cron = "* * * * *", timeZone = "Asia/Kathmandu", settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 1, ["KDiffE:Dim"] = 8 } };
        using var set = await api.PutAsJsonAsync(new Uri("/training/schedules/minutely", UriKind.Relative), schedule, Cancelled);
        set.StatusCode.ShouldBe(HttpStatusCode.Created);

        await Eventually.IsAsync(async () => (await _site.Runs.ListAsync(null, 10, Cancelled)).Count(run => !run.IsActive) >= 2, TimeSpan.FromMinutes(3), () => "no two runs");

        var keys = await _site.Database.QueryAsync<string>("select idempotency_key from training_runs order by id limit 2");
        var times = keys.ConvertAll(key => DateTimeOffset.Parse(key.Split(' ')[^1], CultureInfo.InvariantCulture));
        keys.ShouldAllBe(key => key.StartsWith("schedule minutely "));
        times[0].ToUnixTimeSeconds().ShouldBe(times[0].ToUnixTimeSeconds() / 60 * 60);
        (times[1] - times[0]).ShouldBe(TimeSpan.FromMinutes(1));
        (await _site.Runs.ListAsync(null, 10, Cancelled)).ShouldAllBe(run => run.Attempt <= 1);
    }

    private static async Task<(HttpStatusCode Status, long Run)> TriggerAsync(HttpClient api)
    {
        using var response = await api.PostAsJsonAsync(
            new Uri("/training/runs", UriKind.Relative), new { settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 6, ["KDiffE:Dim"] = 32 } }, Cancelled);
        var body = await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled);
        return (response.StatusCode, (body!["id"] ?? body["runId"])!.GetValue<long>());
    }

    private static async Task<string?> VersionAsync(HttpClient api)
    {
        using var response = await api.GetAsync(new Uri("/users/user-001/recommendations", UriKind.Relative), Cancelled);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["snapshotVersion"]?.GetValue<string>();
    }
}
