using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Telemetry;

/// <summary>Each alert comes with a fault that is real: made to a real process, seen in what it then shows at <c>/metrics</c>.</summary>
public sealed class AlertFaultsTests : IAsyncLifetime
{
    private static readonly string Rules = Path.Combine(CheckoutFolder.Root, "deploy", "prometheus", "alerts.yml");

    private readonly Service _service = new();
    private ApiProcess _api = null!;
    private TcpRelay _relay = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Trained("v1", TimeSpan.FromHours(2)));
        _relay = Serving.StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        _relay.Open();
        _api = await ApiProcess.StartAsync(_service, ("ConnectionStrings__Postgres", connectionString));
        await ServesAsync("v1");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _relay.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task EachComesWithItsFaultAndNoneWithoutOne()
    {
        var rehearsal = new AlertRehearsal(Rules);
        var well = await ScrapeAsync(metrics => metrics["kdiffe_database_up"] == 1 && metrics["kdiffe_degraded"] == 0 && metrics["kdiffe_training_runs", "state=\"failed\""] == 0);
        rehearsal.Add("nothing", well, well);

        await _service.PublishAsync(Trained("v2", TimeSpan.FromHours(1)));
        await ServesAsync("v2");
        new FolderSnapshotStore(_service.Folder).Save(Trained("v3", TimeSpan.Zero));
        await using (var file = File.OpenWrite(Path.Combine(_service.Folder, SnapshotFile.NameOf("v3"))))
            file.SetLength(file.Length / 2);
        await _service.RegisterAsync(Trained("v3", TimeSpan.Zero).Metadata);
        rehearsal.Add(
            "a damaged snapshot is activated", well, await ScrapeAsync(metrics => metrics["kdiffe_snapshot_refusals_total"] == 1), "KDiffESnapshotRefused", "KDiffEDegraded");

        await _service.PublishAsync(Trained("v4", TimeSpan.Zero));
        well = await ScrapeAsync(metrics => metrics["kdiffe_degraded"] == 0);
        await _service.PublishAsync(Trained("v5", TimeSpan.FromDays(4)));
        rehearsal.Add(
            "the snapshot that is served is old", well, await ScrapeAsync(metrics => metrics["kdiffe_snapshot_info", "version=\"v5\""] == 1), "KDiffEStale");

        await _service.PublishAsync(Trained("v6", TimeSpan.Zero));
        well = await ScrapeAsync(metrics => metrics["kdiffe_snapshot_info", "version=\"v6\""] == 1);
        var run = await RequestAsync();
        // As if it had been asked for ten minutes ago.
        await _service.ExecuteAsync($"update training_runs set created_at = created_at - interval '10 minutes' where id = {run}");
        rehearsal.Add("a run waits and there is no worker", well, await ScrapeAsync(metrics => metrics["kdiffe_training_queue_age_seconds"] > 600), "KDiffENoWorker");

        await using (var lease = (await _service.Get<RunLeases>().ClaimAsync(run, "worker", "cpu", new ClaimLimits(TimeSpan.FromMinutes(1), 3, 3), Cancelled))!)
        {
            well = await ScrapeAsync(metrics => metrics["kdiffe_training_runs", "state=\"running\""] == 1);
            await lease.EndAsync(RunState.Failed, "There is no space left on the device.", Cancelled);
        }

        rehearsal.Add("a run fails", well, await ScrapeAsync(metrics => metrics["kdiffe_training_runs", "state=\"failed\""] == 1), "KDiffERunFailed");

        well = await ScrapeAsync(metrics => metrics["kdiffe_degraded"] == 0);
        _relay.Cut();
        rehearsal.Add(
            "PostgreSQL is away and requests that need it are answered with 503", well, await ScrapeAsync(metrics => metrics["kdiffe_database_up"] == 0 && metrics["kdiffe_degraded"] == 1),
            "KDiffEDatabaseAway", "KDiffEDegraded", "KDiffEErrors");

        using var folder = new TemporaryFolder();
        var (code, output) = await rehearsal.PlayAsync(folder.Folder);
        code.ShouldBe(0, output);
        rehearsal.Alerts.Except(rehearsal.Fired, StringComparer.Ordinal).ShouldBeEmpty("an alert for which there is no fault here");
    }

    private static SnapshotContent Trained(string version, TimeSpan ago)
    {
        var content = Catalogue.Content(version);
        return content with { Metadata = content.Metadata with { CreatedAt = DateTimeOffset.UtcNow - ago } };
    }

    private async Task ServesAsync(string version) =>
        await _api.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == version);

    private async Task<long> RequestAsync() => (await _service.Get<RunStore>().RequestAsync(
        new RunArguments("default", new Dictionary<string, string>()), idempotencyKey: null, queue: true, Cancelled)).Run.Id;

    /// <summary>What is shown once that is so, twice, with some requests in between as clients make them all the time.</summary>
    private async Task<(string First, string Second)> ScrapeAsync(Func<MetricsText, bool> condition)
    {
        await AskAsync();
        var first = "";
        await Eventually.IsAsync(async () => condition(new MetricsText(first = await ReadAsync())), TimeSpan.FromSeconds(30), () => first);
        await AskAsync();
        return (first, await ReadAsync());
    }

    private async Task AskAsync()
    {
        foreach (var path in (string[])["/users/ann/recommendations", "/items/popular", "/snapshots"])
            (await _api.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled)).Dispose();
    }

    private async Task<string> ReadAsync()
    {
        // The answer of a moment ago is given once more.
        await Task.Delay(TimeSpan.FromMilliseconds(400), Cancelled);
        return await _api.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
    }
}
