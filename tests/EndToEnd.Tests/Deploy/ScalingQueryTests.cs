using System.Net.Http.Json;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>What the chart has KEDA ask the database, on a real one: for each that is counted there is to be a job.</summary>
public sealed class ScalingQueryTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private readonly Site _site = new();

    internal static string ActiveRuns { get; } = Read("active-runs.sql");

    internal static string DueSchedules { get; } = Read("due-schedules.sql");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task RunsThatWaitAndRunsThatAWorkerHasAreCountedAndNoneThatHasEnded()
    {
        var counts = new List<long> { await CountAsync(ActiveRuns) };
        var first = await _site.RequestAsync(epochs: 1);
        counts.Add(await CountAsync(ActiveRuns));
        var second = await _site.RequestAsync(epochs: 1);
        counts.Add(await CountAsync(ActiveRuns));
        await using (var lease = await _site.Get<RunLeases>().ClaimAsync(first, "worker", "cpu", new ClaimLimits(TimeSpan.FromSeconds(30), Attempts: 3, Interruptions: 3), Cancelled))
        {
            (await _site.GetAsync(first)).State.ShouldBe(RunState.Running);
            counts.Add(await CountAsync(ActiveRuns));
            await lease!.EndAsync(RunState.Failed, "for the count", Cancelled);
        }

        counts.Add(await CountAsync(ActiveRuns));
        await _site.Runs.CancelAsync(second, Cancelled);
        counts.Add(await CountAsync(ActiveRuns));

        counts.ShouldBe([0, 1, 2, 2, 1, 0]);
    }

    [Fact(Timeout = 300_000)]
    public async Task AScheduleIsCountedFromItsTimeOnWithoutAWorkerThatHearsOfIt()
    {
        using var api = await _site.StartApiAsync();
        await SetAsync(api, "30 2 * * *");

        var now = await CountAsync(DueSchedules);
        var tomorrow = await CountAsync(DueSchedules.Replace("now()", "now() + interval '1 day'", StringComparison.Ordinal));
        using var deleted = await api.DeleteAsync(new Uri("/training/schedules/nightly", UriKind.Relative), Cancelled);
        var afterwards = await CountAsync(DueSchedules.Replace("now()", "now() + interval '1 day'", StringComparison.Ordinal));

        deleted.IsSuccessStatusCode.ShouldBeTrue();
        (now, tomorrow, afterwards).ShouldBe((0, 1, 0));
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerThatIsStartedForADueScheduleTrainsItsRunAndEnds()
    {
        await _site.ImportAsync(users: 400, items: 200);
        using var api = await _site.StartApiAsync();
        await SetAsync(api, "* * * * *");
        await Eventually.IsAsync(async () => await CountAsync(DueSchedules) == 1, Long);
        (await CountAsync(ActiveRuns)).ShouldBe(0);

        var worker = _site.StartIdleExitingWorker(seconds: 30);

        (await worker.WaitForExitAsync(TimeSpan.FromMinutes(4))).ShouldBe(0, worker.Output);
        var runs = await _site.Runs.ListAsync(before: null, 10, Cancelled);
        runs.ShouldNotBeEmpty(worker.Output);
        runs.ShouldAllBe(run => run.State == RunState.Succeeded);
    }

    private static async Task SetAsync(HttpClient api, string cron)
    {
        var schedule = new { cron, settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = "2", ["KDiffE:Dim"] = "32" } };
        // The schema comes a moment after the API.
        await Eventually.IsAsync(
            async () => (await api.PutAsJsonAsync(new Uri("/training/schedules/nightly", UriKind.Relative), schedule, Cancelled)).IsSuccessStatusCode, Long);
    }

    private async Task<long> CountAsync(string query) => (await _site.Database.QueryAsync<long>(query)).Single();

    private static string Read(string file) => File.ReadAllText(Path.Combine(Checkout.Root, "deploy", "helm", "kdiffe", "files", file)).Trim();
}
