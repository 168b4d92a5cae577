using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Metrics;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Api.Tests.Metrics;

public sealed class OfflineMetricsTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _service.Start();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ASnapshotIsARowWithItsFiguresThoseOfBaselinesAndTheGates()
    {
        await _service.Catalog.RegisterReadyAsync(Metadata("new", 2, new() { ["test.recall@20"] = 0.25, ["test.ndcg@20"] = 0.125, ["valid.recall@20"] = 0.5, ["refit.epochs"] = 3 }), Cancelled);
        await _service.Catalog.RegisterReadyAsync(
            Metadata("old", 1, new() { ["most_popular.recall@20"] = 0.0625, ["light_gcn.recall@20"] = 0.1875, ["item_knn.ndcg@20"] = 0.75 }), Cancelled);
        var figures = new HoldOutFigures(0.5, 0.25);
        var comparison = new GateComparison("old", Twin: false, 10, 5, 0, figures, new HoldOutFigures(0.375, 0.125), new PairedDifference(0, 0), new PairedDifference(0, 0));
        var verdict = JsonSerializer.Serialize(new GateVerdict(true, null, figures, figures, comparison, null, 0.03), JsonSerializerOptions.Web);
        await _service.ExecuteAsync($"update snapshots set verdict = '{verdict}' where version = 'new'");

        var rows = await RowsAsync("");

        rows.Select(row => row!["snapshotVersion"]!.GetValue<string>()).ShouldBe(["old", "new"]);
        var (first, last) = (rows[0]!, rows[1]!);
        (Number(first, "mostPopularRecall"), Number(first, "lightGcnRecall"), Number(first, "itemKnnNdcg"), Number(first, "testRecall")).ShouldBe((0.0625, 0.1875, 0.75, null));
        (Number(last, "testRecall"), Number(last, "testNdcg"), Number(last, "validRecall"), Number(last, "validNdcg")).ShouldBe((0.25, 0.125, 0.5, null));
        (Number(last, "comparedRecall"), Number(last, "comparedNdcg"), Number(last, "activeRecall"), Number(last, "activeNdcg")).ShouldBe((0.5, 0.25, 0.375, 0.125));
        (last["passed"]!.GetValue<bool>(), last["activeVersion"]!.GetValue<string>(), last["state"]!.GetValue<string>()).ShouldBe((true, "old", "ready"));
        // A data source of dashboards takes a row as it is: nothing lies in another thing.
        rows.ShouldAllBe(row => row!.AsObject().All(field => field.Value == null || field.Value is JsonValue));
    }

    [Fact]
    public async Task ATrainingIsOneRowHoweverOftenItWasExtended()
    {
        await _service.Catalog.RegisterReadyAsync(Metadata("trained", 1, []), Cancelled);
        await _service.Catalog.RegisterReadyAsync(
            Metadata("extended", 1, []) with { Extension = new SnapshotExtension("trained", 3, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) }, Cancelled);

        (await RowsAsync("")).Select(row => row!["snapshotVersion"]!.GetValue<string>()).ShouldBe(["trained"]);
    }

    [Fact]
    public async Task AnEpochOfARunIsARow()
    {
        var (run, _) = await _service.Get<RunStore>().RequestAsync(new RunArguments("default", new Dictionary<string, string>()), null, queue: true, Cancelled);
        await _service.ExecuteAsync(
            $$$"""
            insert into epoch_metrics (training_run_id, epoch, metrics, score, seconds, recorded_at) values
            ({{{run.Id}}}, 2, '{"epoch": 2, "loss": 0.5, "bpr": 0.25, "contrastive": null, "diffusion": 0.125, "valid": {"recall@20": 0.75, "ndcg@20": 0.5, "norm_exponent": 0}}', 1, 3, '2026-01-01 00:01Z'),
            ({{{run.Id}}}, 1, '{"epoch": 1, "loss": 1, "bpr": 0.5, "contrastive": 0.25, "diffusion": null, "valid": null}', null, 4, '2026-01-01 00:00Z')
            """);

        var rows = await RowsAsync($"?run={run.Id}");

        rows.Select(row => Number(row!, "epoch")).ShouldBe([1, 2]);
        (Number(rows[0]!, "loss"), Number(rows[0]!, "contrastiveLoss"), Number(rows[0]!, "diffusionLoss"), Number(rows[0]!, "validRecall"), Number(rows[0]!, "seconds")).ShouldBe((1, 0.25, null, null, 4));
        (Number(rows[1]!, "rankingLoss"), Number(rows[1]!, "diffusionLoss"), Number(rows[1]!, "validRecall"), Number(rows[1]!, "validNdcg")).ShouldBe((0.25, 0.125, 0.75, 0.5));
        (await RowsAsync("")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunThatThereIsNotIsUnknown()
    {
        await _service.EventuallyAsync("/training/runs", body => body["runs"] is not null);
        var (status, body) = await _service.GetAsync("/metrics/offline?run=99");

        (status, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "/errors/unknown-run"));
    }

    private static SnapshotMetadata Metadata(string version, int day, Dictionary<string, double> metrics) =>
        new(version, "fruit", new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero), null, new Dictionary<string, string>(), metrics);

    private static double? Number(JsonNode row, string name) => row[name]?.GetValue<double>();

    private async Task<JsonArray> RowsAsync(string query) =>
        JsonNode.Parse(await _service.Client.GetStringAsync(new Uri("/metrics/offline" + query, UriKind.Relative), Cancelled))!.AsArray();
}
