using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A run that is watched from outside: what the processes send, show and log of it.</summary>
public sealed class ObservedRunTests : IAsyncLifetime
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
    public async Task OneTraceLeadsFromTheRequestOverTheWorkerToTheSwap()
    {
        await using var listener = await OtlpListener.StartAsync();
        var metrics = $"http://127.0.0.1:{Site.FreePort()}";
        using var api = await _site.StartApiAsync(listener.Settings);
        var worker = _site.StartWorker([.. listener.Settings, ("Metrics__Url", metrics)]);

        var run = await RequestAsync(api);

        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Error).ShouldBe((RunState.Succeeded, null));
        await Eventually.IsAsync(
            () => Task.FromResult(listener.Spans.Any(span => span.Name == "snapshot.swap") && listener.Spans.Any(span => span.Name == "training.run")), () => string.Join('\n', listener.Spans));
        var request = Span("POST /training/runs/");
        var asked = Span("training.request");
        var trained = Span("training.run");
        var swapped = Span("snapshot.swap");
        (request.Service, asked.Service, trained.Service, swapped.Service).ShouldBe(("kdiffe-api", "kdiffe-api", "kdiffe-worker", "kdiffe-api"));
        (asked.Parent, trained.Parent, swapped.Parent).ShouldBe((request.Id, asked.Id, asked.Id));
        new[] { asked.TraceId, trained.TraceId, swapped.TraceId }.ShouldAllBe(trace => trace == request.TraceId);
        worker.Output.ShouldContain($"Took up run {run}, attempt 1 {request.TraceId}");
        await Eventually.IsAsync(
            () => Task.FromResult(listener.Has("/v1/metrics", "kdiffe.epoch.duration") && listener.Has("/v1/metrics", "kdiffe.snapshot.swaps") && listener.Has("/v1/logs", $"Took up run {run}")), () => "no metrics or logs were sent");

        // Nothing is called by the connection string.
        var served = await api.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        served.ShouldNotContain("Username=");
        using var prometheus = new HttpClient { BaseAddress = new Uri(metrics) };
        var shown = new MetricsText(await prometheus.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled));
        shown.OwnNames.ShouldBe(MetricsText.Documented("worker"));
        shown["kdiffe_epoch_duration_seconds_count"].ShouldBe(6);
        (await Promtool.FaultsAsync(shown.Text)).ShouldBeEmpty();

        SentSpan Span(string name) => listener.Spans.Where(span => span.Name == name).ShouldHaveSingleItem();
    }

    [Fact(Timeout = 300_000)]
    public async Task WithoutAnEndpointTheLogsStillShareTheTraceId()
    {
        using var api = await _site.StartApiAsync();
        var worker = _site.StartWorker();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/training/runs") { Content = JsonContent.Create(Asked) };
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await api.SendAsync(request, Cancelled);

        var run = (long)(await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!["id"]!;
        await worker.WaitForOutputAsync($"Took up run {run}, attempt 1 0af7651916cd43dd8448eb211c80319c", Long);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task WhatTheWorkerLogsOfARunCanBeReadWithTheRun()
    {
        using var api = await _site.StartApiAsync();
        _site.StartWorker();
        var run = await RequestAsync(api);
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Error).ShouldBe((RunState.Succeeded, null));

        List<string> lines = [];
        await Eventually.IsAsync(async () => (lines = await LinesAsync()).Contains($"Run {run} has ended"), () => string.Join('\n', lines));

        lines[0].ShouldBe($"Took up run {run}, attempt 1");
        lines.ShouldContain(line => line.StartsWith($"Run {run} has ", StringComparison.Ordinal) && line.Contains("train / valid / test interactions"));
        lines.Where(line => line.StartsWith($"Run {run}: ", StringComparison.Ordinal))
            .ShouldBe([$"Run {run}: preparing", $"Run {run}: training", $"Run {run}: evaluating", $"Run {run}: refitting", $"Run {run}: publishing"]);

        async Task<List<string>> LinesAsync()
        {
            var log = await api.GetFromJsonAsync<JsonNode>(new Uri($"/training/runs/{run}/log", UriKind.Relative), Cancelled);
            return [.. log!["lines"]!.AsArray().Select(line => line!["message"]!.GetValue<string>())];
        }
    }

    private static readonly object Asked = new { settings = new Dictionary<string, object> { ["KDiffE:Epochs"] = 6, ["KDiffE:Dim"] = 32 } };

    private static async Task<long> RequestAsync(HttpClient api)
    {
        using var answer = await api.PostAsJsonAsync(new Uri("/training/runs", UriKind.Relative), Asked, Cancelled);
        answer.EnsureSuccessStatusCode();
        return (long)(await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!["id"]!;
    }
}
