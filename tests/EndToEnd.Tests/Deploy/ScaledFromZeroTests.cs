using KDiffE.Domain.Runs;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>Workers that are there for runs alone, with this test in KEDA's place: it asks the chart's query, and starts what is missing.</summary>
public sealed class ScaledFromZeroTests : IAsyncLifetime
{
    private const int MaxReplicas = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Site _site = new();
    private readonly List<CommandProcess> _jobs = [];

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 400, items: 200);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task EachRunGetsAJobAKilledOneAnotherAndInTheEndThereIsNone()
    {
        await PollAsync();
        _jobs.ShouldBeEmpty();

        var runs = new[] { await _site.RequestAsync(epochs: 60), await _site.RequestAsync(epochs: 60), await _site.RequestAsync(epochs: 2) };
        await PollAsync();
        _jobs.Count.ShouldBe(MaxReplicas);
        await Eventually.IsAsync(async () => (await _site.GetAsync(runs[0])).Progress?.Epoch >= 2 && (await _site.GetAsync(runs[1])).Progress?.Epoch >= 2, Limit, Describe);
        await PollAsync();
        _jobs.Count.ShouldBe(MaxReplicas, "a run that a worker has needs no other one");

        await _jobs[0].SignalAsync("KILL");
        await _jobs[0].WaitForExitAsync(Limit);
        await Eventually.IsAsync(
            async () =>
            {
                await PollAsync();
                return _jobs.TrueForAll(job => !job.IsRunning);
            },
            Limit, Describe);

        _jobs.Count.ShouldBe(MaxReplicas + 1, Describe());
        foreach (var job in _jobs.Skip(1))
            (await job.WaitForExitAsync(Limit)).ShouldBe(0, job.Output);
        foreach (var run in runs)
            (await _site.GetAsync(run)).State.ShouldBe(RunState.Succeeded, Describe());
    }

    // What KEDA does with the strategy "default": as many as are counted, and may be, less those that have not ended.
    private async Task PollAsync()
    {
        var active = (await _site.Database.QueryAsync<long>(ScalingQueryTests.ActiveRuns)).Single();
        for (var missing = Math.Min(active, MaxReplicas) - _jobs.Count(job => job.IsRunning); missing > 0; missing--)
            _jobs.Add(_site.StartIdleExitingWorker(seconds: 30));
    }

    private string Describe() => string.Join("\n\n", _jobs.Select(job => job.Output));
}
