using System.Globalization;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>What Hangfire keeps in the database, for processes that come, go and die.</summary>
public sealed class HangfireStorageTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly QueueHosts _hosts;

    public HangfireStorageTests() => _hosts = new QueueHosts(_database.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RecordedWork Work => _hosts.Work;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _hosts.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task AProcessThatOnlyAsksMayComeFirst()
    {
        await _hosts.Queue.EnqueueAsync(1, Cancellation);

        await _hosts.StartAsync("A");

        await Work.HandedOverAsync(1);
    }

    [Fact]
    public async Task ProcessesThatStartAtOnceMakeTheTablesTogether()
    {
        await Task.WhenAll(_hosts.StartAsync("A", "B", "C"), _hosts.Queue.EnqueueAsync(1, Cancellation));

        await Work.HandedOverAsync(1);
    }

    [Fact]
    public async Task AProcessThatOnlyAsksFindsADatabaseThatWasAway()
    {
        await _database.DisposeAsync();
        for (var k = 0; k < 2; k++)
            await Should.ThrowAsync<Npgsql.NpgsqlException>(() => _hosts.Queue.EnqueueAsync(1, Cancellation));

        await _database.InitializeAsync();

        await _hosts.Queue.EnqueueAsync(1, Cancellation);
        await _hosts.StartAsync("A");
        await Work.HandedOverAsync(1);
    }

    [Fact]
    public async Task TheRunOfADeadWorkerIsHandedOnByHangfireItselfAndStillOneAtATime()
    {
        await TakenByADeadWorkerAsync(1, silentFor: TimeSpan.FromHours(1));
        await _hosts.StartAsync("B");
        await Work.HandedOverAsync(1, times: 2);
        Work.Hold(2);
        await _hosts.Queue.EnqueueAsync(2, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);
        Work.WorkersOf(2).ShouldBeEmpty();

        Work.Release(1);

        await Work.HandedOverAsync(2);
        Work.WorkersOf(1).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task ARunThatADeadWorkerStillHasCanBeEnqueuedAgain()
    {
        await TakenByADeadWorkerAsync(1, silentFor: TimeSpan.Zero);
        await _hosts.StartAsync("B");

        await _hosts.Queue.EnqueueAsync(1, Cancellation);

        await Work.HandedOverAsync(1, times: 2);
        Work.WorkersOf(1).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task TicksThatNobodyWasThereForAreMadeUpForByOne()
    {
        var now = DateTimeOffset.UtcNow;
        var hourly = CronSchedule.Parse($"{now.AddMinutes(-10).Minute} * * * *");
        await _hosts.Queue.SetScheduleAsync("hourly", hourly, Cancellation);
        // Three came and went; the one that stands for them names the last.
        await _database.ExecuteAsync(
            """
            update hangfire.hash set value = to_char(value::timestamptz at time zone 'UTC' - interval '3 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            where key = 'recurring-job:hourly' and field in ('NextExecution', 'CreatedAt');
            update hangfire.set set score = score - 3 * 3600 where key = 'recurring-jobs'
            """);
        await _hosts.Queue.SetScheduleAsync("hourly", hourly, Cancellation);

        await _hosts.StartAsync("A", "B");

        await Eventually.IsAsync(() => Task.FromResult(!Work.Ticks.IsEmpty), () => "a tick came");
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        var (_, schedule, tick) = Work.Ticks.ShouldHaveSingleItem();
        (schedule, tick).ShouldBe(("hourly", hourly.NextTimes(now.AddHours(-1), 1).Single()));
    }

    [Theory]
    [InlineData("30 2 * * *", "UTC")]
    [InlineData("30 2 * * *", "Europe/Berlin")]
    [InlineData("0 9 * * 1-5", "America/New_York")]
    [InlineData("*/45 * 1,15 * *", "Asia/Kathmandu")]
    [InlineData("0 0 L * *", "Pacific/Auckland")]
    [InlineData("0 3 * * 5L", "Australia/Lord_Howe")]
    public async Task HangfireWaitsForTheVeryTimesOfASchedule(string cron, string timeZone)
    {
        var schedule = CronSchedule.Parse(cron, timeZone);
        var before = DateTimeOffset.UtcNow;

        await _hosts.Queue.SetScheduleAsync("some", schedule, Cancellation);

        var next = (await _database.QueryAsync<string>("select value from hangfire.hash where key = 'recurring-job:some' and field = 'NextExecution'")).Single();
        DateTimeOffset.Parse(next, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .ShouldBeOneOf([.. schedule.NextTimes(before.AddSeconds(-1), 2)]);
    }

    /// <summary>
    /// Has a worker take a run up and keep it, and lets the database believe that nobody has said since that it lives.
    /// The worker itself has its hands full.
    /// </summary>
    private async Task TakenByADeadWorkerAsync(long run, TimeSpan silentFor)
    {
        await _hosts.StartAsync("A");
        Work.Hold(run);
        await _hosts.Queue.EnqueueAsync(run, Cancellation);
        await Work.HandedOverAsync(run);
        await _database.ExecuteAsync($"update hangfire.jobqueue set fetchedat = fetchedat - interval '{silentFor.TotalSeconds} seconds' where queue = 'train'");
    }
}
