using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A worker that is started for the runs that wait, and ends when there are none any more.</summary>
public sealed class IdleExitTests : IAsyncLifetime
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
    [Trait("Category", "Slow")]
    public async Task TrainsAllThatWaitsAndEndsWithZero()
    {
        var runs = new[] { await _site.RequestAsync(epochs: 2), await _site.RequestAsync(epochs: 2) };

        var worker = _site.StartIdleExitingWorker(seconds: 2);

        (await worker.WaitForExitAsync(Long)).ShouldBe(0, worker.Output);
        foreach (var run in runs)
            (await _site.GetAsync(run)).State.ShouldBe(RunState.Succeeded, worker.Output);
        worker.Output.ShouldContain("No run was to be had for 2 s; this worker ends");
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task DoesNotEndWhileItTrainsForLongerThanTheLimit()
    {
        var run = await _site.RequestAsync(epochs: 10_000);
        var worker = _site.StartIdleExitingWorker(seconds: 1);
        await _site.UntilAsync(run, r => r.Progress?.Epoch >= 1, Long);

        await Task.Delay(TimeSpan.FromSeconds(4), Cancelled);
        worker.IsRunning.ShouldBeTrue(worker.Output);
        await _site.Runs.CancelAsync(run, Cancelled);

        (await worker.WaitForExitAsync(Long)).ShouldBe(0, worker.Output);
        (await _site.GetAsync(run)).State.ShouldBe(RunState.Cancelled, worker.Output);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public Task ARunThatIsAskedForWhileItEndsIsTrainedByTheNext() => AskWhileItEndsAsync(millisecondsAfter: 0);

    [Theory(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    [InlineData(60)]
    [InlineData(250)]
    public Task SoIsOneThatIsAskedForAMomentLater(int millisecondsAfter) => AskWhileItEndsAsync(millisecondsAfter);

    private async Task AskWhileItEndsAsync(int millisecondsAfter)
    {
        using var api = await _site.StartApiAsync();
        var first = _site.StartIdleExitingWorker(seconds: 1);
        await first.WaitForOutputAsync("this worker ends", Long);
        await Task.Delay(millisecondsAfter, Cancelled);

        // Over HTTP, so that it is in the queue that the ending worker still looks into.
        var run = await PostAsync(api);

        (await first.WaitForExitAsync(Long)).ShouldBe(0, first.Output);
        (await _site.GetAsync(run)).State.ShouldBeOneOf(RunState.Queued, RunState.Succeeded);
        var second = _site.StartIdleExitingWorker(seconds: 2);
        (await second.WaitForExitAsync(Long)).ShouldBe(0, second.Output);
        var ended = await _site.GetAsync(run);
        (ended.State, ended.Error).ShouldBe((RunState.Succeeded, null), $"{first.Output}\n{second.Output}");
    }

    private static async Task<long> PostAsync(HttpClient api)
    {
        var request = new { settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = "2", ["KDiffE:Dim"] = "32" } };
        using var answer = await api.PostAsJsonAsync(new Uri("/training/runs", UriKind.Relative), request, Cancelled);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"]!.GetValue<long>();
    }
}
