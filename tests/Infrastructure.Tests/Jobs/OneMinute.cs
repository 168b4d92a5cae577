using KDiffE.Infrastructure.Jobs;
using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs;

/// <summary>Two workers with a training each, some schedules, and what comes at the next full minute.</summary>
public abstract class OneMinute(string engine) : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    internal Workplace Place { get; private set; } = null!;

    /// <summary>The full minute.</summary>
    internal DateTimeOffset Minute { get; private set; }

    /// <summary>The runs of the workers, which they keep meanwhile.</summary>
    internal long[] Runs { get; } = [1, 2];

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var workers = new Workers(engine, _database.ConnectionString);
        Place = workers.Place;
        Place.Hold(Runs);
        await workers.StartAsync("A", "B");
        foreach (var run in Runs)
            await workers.Queue.EnqueueAsync(run);
        await Task.WhenAll(Runs.Select(run => Place.HandedOverAsync(run)));

        var (minutely, far) = (CronSchedule.Parse("* * * * *"), CronSchedule.Parse($"0 0 1 {DateTime.UtcNow.AddMonths(6).Month} *"));
        // Neither at a full minute, which may count, nor so late that the next one comes before all is set.
        await Workplace.UntilAsync(() => DateTime.UtcNow.Second is > 1 and < 55, "a minute had begun");
        foreach (var name in new[] { "stands", "goes", "changes", "stands" })
            await workers.Queue.SetScheduleAsync(name, minutely);
        await workers.Queue.SetScheduleAsync("goes", null);
        await workers.Queue.SetScheduleAsync("changes", far);
        Minute = minutely.NextTimes(DateTimeOffset.UtcNow, 1).Single();

        await Workplace.UntilAsync(() => !Place.Ticks.IsEmpty, "a tick came", seconds: 90);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Place.Stopped.ShouldBeEmpty("The trainings ran all the time.");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
