using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
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
        await new FolderSnapshotStore(_service.Folder).SaveAsync(Trained("v3", TimeSpan.Zero), Cancelled);
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
            // As if its worker had stopped ten minutes ago.
            await _service.ExecuteAsync($"update training_runs set heartbeat_at = heartbeat_at - interval '10 minutes' where id = {run}");
            rehearsal.Add("a worker is lost", well, await ScrapeAsync(metrics => metrics["kdiffe_training_heartbeat_age_seconds"] > 600), "KDiffEWorkerLost");
            await _service.ExecuteAsync($"update training_runs set heartbeat_at = now() where id = {run}");
            well = await ScrapeAsync(metrics => metrics["kdiffe_training_heartbeat_age_seconds"] < 60);
            await lease.EndAsync(RunState.Failed, "There is no space left on the device.", Cancelled);
        }

        rehearsal.Add("a run fails", well, await ScrapeAsync(metrics => metrics["kdiffe_training_runs", "state=\"failed\""] == 1), "KDiffERunFailed");

        run = await RequestAsync();
        await using (var lease = (await _service.Get<RunLeases>().ClaimAsync(run, "worker", "cpu", new ClaimLimits(TimeSpan.FromMinutes(1), 3, 3), Cancelled))!)
        {
            well = await ScrapeAsync(metrics => metrics["kdiffe_training_runs", "state=\"running\""] == 1 && metrics["kdiffe_training_runs", "state=\"refused\""] == 0);
            await lease.AnnounceAsync(Trained("v7", TimeSpan.Zero).Metadata, Cancelled);
            (await lease.PublishAsync("v7", Poor, comparedWith: "v6", Cancelled)).ShouldBe(PublishAnswer.Published);
        }

        rehearsal.Add("a run makes a poor snapshot", well, await ScrapeAsync(metrics => metrics["kdiffe_training_runs", "state=\"refused\""] == 1), "KDiffERunRefused");

        well = await ScrapeAsync(metrics => metrics["kdiffe_webhook_deliveries", "state=\"failed\""] == 0);
        var webhook = await CreateWebhookAsync();
        // As if it had failed seven times before.
        await _service.ExecuteAsync($"update webhook_deliveries set attempts = 7, next_attempt_at = now() where webhook_id = '{webhook}'");
        rehearsal.Add("a webhook takes nothing", well, await ScrapeAsync(metrics => metrics["kdiffe_webhook_deliveries", "state=\"failed\""] == 1), "KDiffEWebhookFailed");

        well = await ScrapeAsync(metrics => metrics["kdiffe_degraded"] == 0);
        _relay.Cut();
        rehearsal.Add(
            "PostgreSQL is away and requests that need it are answered with 503", well, await ScrapeAsync(metrics => metrics["kdiffe_database_up"] == 0 && metrics["kdiffe_degraded"] == 1),
            "KDiffEDatabaseAway", "KDiffEDegraded", "KDiffEErrors");

        await _api.StopAsync();
        await Should.ThrowAsync<HttpRequestException>(ReadAsync);
        rehearsal.Add("the process is gone", well, ("", ""), "KDiffEDown");

        using var folder = new TemporaryFolder();
        var (code, output) = await rehearsal.PlayAsync(folder.Folder);
        code.ShouldBe(0, output);
        rehearsal.Alerts.Except(rehearsal.Fired, StringComparer.Ordinal).ShouldBeEmpty("an alert for which there is no fault here");
    }

    private static GateVerdict Poor { get; } = new(
        Passed: false, "too poor", new HoldOutFigures(0.1, 0.1), new HoldOutFigures(0.3, 0.2), null, "No snapshot is served yet.", 0.03);

    private static SnapshotContent Trained(string version, TimeSpan ago)
    {
        var content = Catalogue.Content(version);
        return content with { Metadata = content.Metadata with { CreatedAt = DateTimeOffset.UtcNow - ago } };
    }

    private async Task ServesAsync(string version) =>
        await _api.Client.EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == version);

    /// <summary>A webhook where nobody listens, that has been told something.</summary>
    private async Task<string> CreateWebhookAsync()
    {
        using var made = await _api.Client.PostAsJsonAsync("/webhooks", new { url = "http://127.0.0.1:9/", events = new[] { "run.failed" } }, Cancelled);
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["webhook"]!["id"]!.GetValue<string>();
        using var told = await _api.Client.PostAsync(new Uri($"/webhooks/{id}/test", UriKind.Relative), content: null, Cancelled);
        told.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return id;
    }

    private async Task<long> RequestAsync() => (await _service.Get<RunStore>().RequestAsync(
        new RunArguments("default", new Dictionary<string, string>()), idempotencyKey: null, queue: true, Cancelled)).Run.Id;

    /// <summary>What is shown once that is so, twice, with some requests in between as clients make them all the time.</summary>
    private async Task<(string First, string Second)> ScrapeAsync(Func<MetricsText, bool> condition)
    {
        await AskAsync();
        var first = "";
        await Eventually.IsAsync(async () => condition(new MetricsText(first = await ReadAsync())), () => first);
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
