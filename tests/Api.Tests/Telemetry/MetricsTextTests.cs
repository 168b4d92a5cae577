using System.Net.Http.Json;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Telemetry;

/// <summary>Runs alone: meters belong to the process, and every API that runs in it adds to what each of them shows.</summary>
[CollectionDefinition(nameof(MetricsTextTests), DisableParallelization = true)]
public sealed class MetricsTextCollection;

/// <summary>What <c>/metrics</c> tells of a service that was just asked a few things.</summary>
[Collection(nameof(MetricsTextTests))]
public sealed class MetricsTextTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.ExecuteAsync("insert into items (key, name) values ('a', 'Apple'), ('b', 'Banana'), ('c', null), ('d/ö 50%🙂', 'Date'), ('e', 'Elderberry')");
        var content = Catalogue.Content("v1");
        var figures = new Dictionary<string, double>(StringComparer.Ordinal) { ["test.recall@20"] = 0.25, ["test.ndcg@20"] = 0.125 };
        await _service.PublishAsync(content with { Metadata = content.Metadata with { CreatedAt = DateTimeOffset.UtcNow.AddHours(-2), Metrics = figures } });
        _service.Start();
        await _service.ServesAsync("v1");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TellsWhatTheDocumentationListsAndPromtoolFindsNoFault()
    {
        await _service.GetAsync("/users/ann/recommendations?n=2");
        await MetricsAsync(metrics => metrics["kdiffe_database_up"] == 1 && metrics["kdiffe_catalog_age_seconds"] is not null);

        var metrics = await ReadAsync();

        metrics.OwnNames.ShouldBe(MetricsText.Documented("API"));
        metrics["http_server_request_duration_seconds_count", "http_route=\"/users/{id}/recommendations\"", "http_response_status_code=\"200\""].ShouldBe(1);
        metrics.Text.ShouldContain("\ndotnet_process_memory_working_set_bytes");
        (await Promtool.FaultsAsync(metrics.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CountsAnswersByWhatTheyWereRankedBy()
    {
        await _service.GetAsync("/users/ann/recommendations?n=2");
        await _service.GetAsync("/users/ann/recommendations?n=1");
        await _service.GetAsync("/users/nobody/recommendations?n=2");
        using var session = await _service.Client.PostAsJsonAsync(
            new Uri("/recommendations/session", UriKind.Relative), new { items = new[] { new { id = "a" } }, n = 2 }, Cancelled);
        session.EnsureSuccessStatusCode();

        var metrics = await ReadAsync();

        metrics["kdiffe_answers_total", "source=\"model\"", "endpoint=\"user\""].ShouldBe(2);
        metrics["kdiffe_answers_total", "source=\"popular\"", "endpoint=\"user\""].ShouldBe(1);
        metrics["kdiffe_answers_total", "source=\"fold_in\"", "endpoint=\"session\""].ShouldBe(1);
        metrics["kdiffe_scan_duration_seconds_count"].ShouldBe(4);
        metrics["kdiffe_answers_fresh_total"].ShouldBe(0);
    }

    [Fact]
    public async Task CountsTheAnswersThatTakeInWhatAUserDidSince()
    {
        using var written = await _service.Client.PostAsJsonAsync(new Uri("/interactions", UriKind.Relative), new { user = "new", item = "b" }, Cancelled);
        written.EnsureSuccessStatusCode();
        await _service.EventuallyAsync("/users/new/recommendations?n=1", body => body["source"]?.GetValue<string>() == "fold_in");

        (await ReadAsync())["kdiffe_answers_fresh_total"].ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task TellsWhatIsServedAndWhatWasRefused()
    {
        var before = await ReadAsync();
        (before["kdiffe_snapshot_info", "version=\"v1\"", "role=\"active\""], before["kdiffe_snapshot_swaps_total"]).ShouldBe((1, 1));
        before["kdiffe_snapshot_age_seconds"].ShouldNotBeNull().ShouldBeInRange(7200, 7320);
        (before["kdiffe_snapshot_recall"], before["kdiffe_snapshot_ndcg"]).ShouldBe((0.25, 0.125));
        (before["kdiffe_snapshot_refusals_total"], before["kdiffe_degraded"]).ShouldBe((0, 0));

        await _service.RegisterAsync(Catalogue.Content("missing").Metadata);
        await MetricsAsync(metrics => metrics["kdiffe_snapshot_refusals_total"] == 1 && metrics["kdiffe_degraded"] == 1);
        await _service.PublishAsync(Catalogue.Content("v2"));

        await MetricsAsync(metrics => metrics["kdiffe_snapshot_swaps_total"] == 2 && metrics["kdiffe_degraded"] == 0
            && metrics["kdiffe_snapshot_info", "version=\"v2\""] == 1 && metrics["kdiffe_snapshot_info", "version=\"v1\""] is null);
    }

    [Fact]
    public async Task TellsRunsByStateAndHowLongTheFirstOneHasWaited()
    {
        await _service.ExecuteAsync(
            """
            insert into training_runs (state, arguments, created_at) values
            ('queued', '{}', now() - interval '100 s'), ('queued', '{}', now()), ('failed', '{}', now() - interval '1 day')
            """);

        await MetricsAsync(metrics => metrics["kdiffe_training_runs", "state=\"queued\""] == 2 && metrics["kdiffe_training_runs", "state=\"failed\""] == 1
            && metrics["kdiffe_training_runs", "state=\"running\""] == 0 && metrics["kdiffe_training_queue_age_seconds"] is > 99 and < 200);
    }

    private Task MetricsAsync(Func<MetricsText, bool> condition)
    {
        var last = "";
        return Eventually.IsAsync(
            async () =>
            {
                var metrics = await ReadAsync();
                last = metrics.Text;
                return condition(metrics);
            },
            () => last);
    }

    private async Task<MetricsText> ReadAsync()
    {
        // The answer of a moment ago is given once more.
        await Task.Delay(TimeSpan.FromMilliseconds(400), Cancelled);
        return new MetricsText(await _service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled));
    }
}
