using System.Diagnostics;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.Api.Tests.Runs;

/// <summary>Many watch; the database is asked once for all.</summary>
public sealed class RunFeedTests : IAsyncLifetime
{
    private const int Watchers = 600;
    private const int Epochs = 1_500;

    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _service.Start();
        await _service.EventuallyAsync("/training/runs", body => body["runs"] is not null);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task SixHundredWatchersOfTwoRunsCostOneQueryPerTickAndNoneWhenTheyAreGone()
    {
        var database = new NpgsqlConnectionStringBuilder(_service.ConnectionString).Database!;
        var queries = 0;
        using var counting = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var tags = string.Join('\n', activity.TagObjects.Select(tag => tag.Value));
                if (tags.Contains("training_events", StringComparison.Ordinal) && tags.Contains(database, StringComparison.Ordinal))
                    Interlocked.Increment(ref queries);
            },
        };
        ActivitySource.AddActivityListener(counting);
        long[] runs = [await WatchedRun.RequestAsync(_service.Client), await WatchedRun.RequestAsync(_service.Client)];
        var watchers = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(watcher => WatchedRun.WatchAsync(_service.Client, runs[watcher % 2])));
        foreach (var watcher in watchers)
            await WatchedRun.NextAsync(watcher);

        var watch = Stopwatch.StartNew();
        var before = Volatile.Read(ref queries);
        await Eventually.IsAsync(() => Task.FromResult(Volatile.Read(ref queries) - before >= 4));
        (Volatile.Read(ref queries) - before).ShouldBeLessThanOrEqualTo((int)(watch.Elapsed.TotalSeconds / 0.5) + 1);

        foreach (var run in runs)
            await WatchedRun.EnterEpochsAsync(_service, run, 1);
        foreach (var watcher in watchers)
            (await WatchedRun.NextAsync(watcher)).Data["epoch"]!.GetValue<int>().ShouldBe(1);
        foreach (var watcher in watchers)
            watcher.Dispose();
        await Eventually.IsAsync(async () => await QueriesWithinASecondAsync() == 0);

        async Task<int> QueriesWithinASecondAsync()
        {
            var start = Volatile.Read(ref queries);
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
            return Volatile.Read(ref queries) - start;
        }
    }

    [Fact]
    public async Task EveryWatcherGetsEveryEventOnceWhereverItBeginsAndWhoeverIsSlow()
    {
        var run = await WatchedRun.RequestAsync(_service.Client);
        using var early = await WatchedRun.WatchAsync(_service.Client, run);
        // Whoever takes nothing from its connection.
        using var slow = await RawHttp.ConnectAsync(_service.Client.BaseAddress!, $"GET /training/runs/{run}/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var (state, first) = await WatchedRun.NextAsync(early);
        state["state"]!.GetValue<string>().ShouldBe("queued");

        await WatchedRun.EnterEpochsAsync(_service, run, Epochs, bytes: 4_000);
        var (_, second) = await ReadEpochsAsync(early, 1, Epochs / 2);
        using var late = await WatchedRun.WatchAsync(_service.Client, run);
        using var resumed = await WatchedRun.WatchAsync(_service.Client, run, second);
        await WatchedRun.NextAsync(late);
        await ReadEpochsAsync(late, 1, Epochs);
        await ReadEpochsAsync(resumed, (Epochs / 2) + 1, Epochs);
        await ReadEpochsAsync(early, (Epochs / 2) + 1, Epochs);
        using var again = await WatchedRun.WatchAsync(_service.Client, run, first);
        await ReadEpochsAsync(again, 1, Epochs);

        using var cancelled = await _service.Client.PostAsync(new Uri($"/training/runs/{run}/cancel", UriKind.Relative), null, Cancelled);
        foreach (var watcher in (StreamReader[])[early, late, resumed, again])
        {
            (await WatchedRun.NextAsync(watcher)).Data["state"]!.GetValue<string>().ShouldBe("cancelled");
            (await watcher.ReadToEndAsync(Cancelled).WaitAsync(TimeSpan.FromMinutes(2), Cancelled)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task ASilentStreamIsKeptAliveByAComment()
    {
        using var watcher = await WatchedRun.WatchAsync(_service.Client, await WatchedRun.RequestAsync(_service.Client));
        await WatchedRun.NextAsync(watcher);
        var watch = Stopwatch.StartNew();

        var line = await watcher.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancelled);

        line.ShouldBe(":");
        // Proxies cut a silent connection after a minute.
        watch.Elapsed.TotalSeconds.ShouldBeInRange(10, 40);
    }

    private static async Task<(int Epoch, string Id)> ReadEpochsAsync(StreamReader watcher, int from, int to)
    {
        var last = (Epoch: 0, Id: "");
        for (var epoch = from; epoch <= to; epoch++)
        {
            var (data, id) = await WatchedRun.NextAsync(watcher);
            last = (data["epoch"]!.GetValue<int>(), id);
            last.Epoch.ShouldBe(epoch);
        }

        return last;
    }
}
