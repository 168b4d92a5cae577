using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>Two workers with a training each, some schedules, and what comes at the next full minute.</summary>
public sealed class TicksFixture : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    internal RecordedWork Work { get; private set; } = null!;

    /// <summary>The full minute.</summary>
    internal DateTimeOffset Minute { get; private set; }

    /// <summary>The runs of the workers, which they keep meanwhile.</summary>
    internal long[] Runs { get; } = [1, 2];

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var hosts = new QueueHosts(_database.ConnectionString);
        Work = hosts.Work;
        Work.Hold(Runs);
        await hosts.StartAsync("A", "B");
        foreach (var run in Runs)
            await hosts.Queue.EnqueueAsync(run);
        await Task.WhenAll(Runs.Select(run => Work.HandedOverAsync(run)));

        var (minutely, far) = (CronSchedule.Parse("* * * * *", "Asia/Kathmandu"), CronSchedule.Parse($"0 0 1 {DateTime.UtcNow.AddMonths(6).Month} *"));
        // Neither at a full minute, which may count, nor so late that the next one comes before all is set.
        await Eventually.IsAsync(() => Task.FromResult(DateTime.UtcNow.Second is > 1 and < 55), () => "a minute had begun");
        foreach (var name in new[] { "stands", "goes", "changes", "stands" })
            await hosts.Queue.SetScheduleAsync(name, minutely);
        await hosts.Queue.SetScheduleAsync("goes", null);
        await hosts.Queue.SetScheduleAsync("changes", far);
        Minute = minutely.NextTimes(DateTimeOffset.UtcNow, 1).Single();

        await Eventually.IsAsync(() => Task.FromResult(!Work.Ticks.IsEmpty), () => "a tick came");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Work.Stopped.ShouldBeEmpty("The trainings ran all the time.");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
