using KDiffE.Infrastructure.Jobs;
using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs;

/// <summary>What Quartz keeps in the database, for processes that come, go and die.</summary>
public sealed class QuartzStoreTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly Workers _workers;

    public QuartzStoreTests() => _workers = new Workers("quartz", _database.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Workplace Place => _workers.Place;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task AProcessThatOnlyAsksMayComeFirst()
    {
        await _workers.Queue.EnqueueAsync(1, Cancellation);

        await _workers.StartAsync("A");

        await Place.HandedOverAsync(1);
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceMakeTheTablesTogether()
    {
        await Task.WhenAll(_workers.StartAsync("A", "B", "C"), _workers.Queue.EnqueueAsync(1, Cancellation));

        await Place.HandedOverAsync(1);
    }

    [Fact]
    public async Task AProcessThatOnlyAsksFindsADatabaseThatWasAway()
    {
        await _database.DisposeAsync();
        for (var k = 0; k < 2; k++)
            await Should.ThrowAsync<Exception>(() => _workers.Queue.EnqueueAsync(1, Cancellation));

        await _database.InitializeAsync();

        await _workers.Queue.EnqueueAsync(1, Cancellation);
        await _workers.StartAsync("A");
        await Place.HandedOverAsync(1);
    }

    [Fact]
    public async Task TheRunsOfADeadWorkerAreHandedOnAndStillOneAtATime()
    {
        await TakenByADeadWorkerAsync(1, silentFor: TimeSpan.FromHours(1));
        await _workers.StartAsync("B");
        await Place.HandedOverAsync(1, times: 2);
        Place.Hold(2);
        await _workers.Queue.EnqueueAsync(2, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);
        Place.WorkersOf(2).ShouldBeEmpty();

        Place.Release(1);

        await Place.HandedOverAsync(2);
        Place.WorkersOf(1).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task ARunThatADeadWorkerStillHasCanBeEnqueuedAgain()
    {
        await TakenByADeadWorkerAsync(1, silentFor: TimeSpan.Zero);
        await _workers.StartAsync("B");

        await _workers.Queue.EnqueueAsync(1, Cancellation);

        await Place.HandedOverAsync(1, times: 2);
        Place.WorkersOf(1).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task TicksThatNobodyWasThereForAreMadeUpForByOne()
    {
        var now = DateTimeOffset.UtcNow;
        var hourly = CronSchedule.Parse($"{now.AddMinutes(-10).Minute} * * * *");
        await _workers.Queue.SetScheduleAsync("hourly", hourly, Cancellation);
        // Times are ticks there. Three came and went; the one that stands for them names the first.
        await _database.ExecuteAsync($"update qrtz_triggers set next_fire_time = next_fire_time - {TimeSpan.FromHours(3).Ticks}");
        await _workers.Queue.SetScheduleAsync("hourly", hourly, Cancellation);

        await _workers.StartAsync("A", "B");

        await Workplace.UntilAsync(() => !Place.Ticks.IsEmpty, "a tick came");
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        var (_, schedule, tick) = Place.Ticks.ShouldHaveSingleItem();
        (schedule, tick).ShouldBe(("hourly", hourly.NextTimes(now.AddHours(-3), 1).Single()));
    }

    /// <summary>
    /// Has a worker take a run up and keep it, and lets the database believe that it was another one, silent since.
    /// The worker itself has its hands full.
    /// </summary>
    private async Task TakenByADeadWorkerAsync(long run, TimeSpan silentFor)
    {
        await _workers.StartAsync("A");
        Place.Hold(run);
        await _workers.Queue.EnqueueAsync(run, Cancellation);
        await Place.HandedOverAsync(run);
        await _database.ExecuteAsync("update qrtz_fired_triggers set instance_name = 'dead'");
        await _database.ExecuteAsync(
            $"""
            insert into qrtz_scheduler_state
            select sched_name, 'dead', last_checkin_time - {silentFor.Ticks}, checkin_interval from qrtz_scheduler_state limit 1
            """);
    }
}
