using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace KDiffE.Api.Tests.Runs;

/// <summary>Whoever watches runs does not keep a process from stopping.</summary>
public sealed class WatchedStopTests : IAsyncLifetime
{
    private const int Watchers = 300;

    // Far below the half minute that a host waits for requests which do not end.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(12);

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task With300WatchersAStopWaitsForNoneOfThemAndEveryStreamEndsWell()
    {
        await using var api = await ApiProcess.StartAsync(_service);
        await api.Client.EventuallyAsync("/training/runs", body => body["runs"] is not null);
        using var asked = await api.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), null, Cancelled);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = (await asked.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["id"];
        var watchers = new List<StreamReader>();
        for (var watcher = 0; watcher < Watchers; watcher++)
            watchers.Add(new StreamReader(await api.Client.GetStreamAsync(new Uri($"/training/runs/{run}/events", UriKind.Relative), Cancelled)));
        foreach (var watcher in watchers)
            (await watcher.ReadLineAsync(Cancelled)).ShouldBe("event: state");

        var watch = Stopwatch.StartNew();
        var log = await api.StopAsync();

        watch.Elapsed.ShouldBeLessThan(Soon);
        // A stream that is cut throws here.
        foreach (var watcher in watchers)
        {
            (await watcher.ReadToEndAsync(Cancelled)).ShouldContain("queued");
            watcher.Dispose();
        }

        log.ShouldNotContain(line => line.Contains(" ERR ", StringComparison.Ordinal));
        log.Count(line => line.Contains($" GET /training/runs/{run}/events 200 ", StringComparison.Ordinal)).ShouldBe(Watchers);
    }

    [Fact]
    public async Task AWatcherThatTakesNothingAnyMoreKeepsNoProcessFromStopping()
    {
        await using var api = await ApiProcess.StartAsync(_service);
        await api.Client.EventuallyAsync("/training/runs", body => body["runs"] is not null);
        var run = await WatchedRun.RequestAsync(api.Client);
        using var stalled = await RawHttp.ConnectAsync(api.Client.BaseAddress!, $"GET /training/runs/{run}/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await WatchedRun.EnterEpochsAsync(_service, run, 2_000, bytes: 10_000);
        // What fits between the two fills up within some ticks.
        await Task.Delay(TimeSpan.FromSeconds(3), Cancelled);

        var watch = Stopwatch.StartNew();
        await api.StopAsync();

        watch.Elapsed.ShouldBeLessThan(Soon);
    }
}
