using System.Collections.Concurrent;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>Schedules in the database, and what of them the queue and the log hear.</summary>
public sealed class ScheduleStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly RunArguments Arguments = new("default", new Dictionary<string, string>());

    private readonly RunStore _runs = database.Get<RunStore>();
    private readonly NotingLog _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.ExecuteAsync("delete from training_schedules; delete from training_runs");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheQueueIsToldThemAgainAtTheNextStart()
    {
        var told = new NotingQueue();
        var schedules = Schedules(told);
        await schedules.SetAsync("nightly", CronSchedule.Parse("0 3 * * *"), Arguments, Cancellation);
        await schedules.SetAsync("weekly", CronSchedule.Parse("0 4 * * 7", "Europe/Berlin"), Arguments, Cancellation);
        var again = new NotingQueue();

        await Schedules(again).RestoreAsync(Cancellation);

        again.Schedules.ShouldBe(["nightly: 0 3 * * * UTC", "weekly: 0 4 * * 7 Europe/Berlin"]);
        again.Schedules.ShouldBe(told.Schedules);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task OneThatCannotBeReadIsListedWithItsErrorAndLeftOutOfTheQueueWithAWarning()
    {
        await database.ExecuteAsync(
            """
            insert into training_schedules (name, cron, arguments) values ('both', '0 0 13 * 5', '{"preset": "default", "settings": {}}');
            insert into training_schedules (name, cron, time_zone, arguments)
            values ('elsewhere', '0 3 * * *', 'Mars/Olympus', '{"preset": "default", "settings": {}}'),
                   ('nightly', '0 3 * * *', 'UTC', '{"preset": "default", "settings": {}}')
            """);
        var queue = new NotingQueue();

        await Schedules(queue).RestoreAsync(Cancellation);

        queue.Schedules.ShouldBe(["nightly: 0 3 * * * UTC"]);
        _log.Lines.Count.ShouldBe(2);
        _log.Lines.ShouldContain(line => line.StartsWith("Warning Schedule both ('0 0 13 * 5', UTC) is left out; set it anew or delete it: day of month and day of week: '13' and '5'"));
        _log.Lines.ShouldContain(line => line.StartsWith("Warning Schedule elsewhere ('0 3 * * *', Mars/Olympus) is left out") && line.Contains("knows no 'Mars/Olympus'"));
        var listed = (await Schedules(queue).ListAsync(Cancellation)).ToDictionary(schedule => schedule.Name);
        (listed["both"].Times, listed["both"].Cron).ShouldBe((null, "0 0 13 * 5"));
        listed["both"].Error.ShouldNotBeNull().ShouldStartWith("day of month and day of week");
        listed["elsewhere"].Error.ShouldNotBeNull().ShouldContain("Mars/Olympus");
        (listed["nightly"].Error, listed["nightly"].Times!.Expression).ShouldBe((null, "0 3 * * *"));
    }

    [Fact]
    public async Task OneThatCannotBeReadCanBeSetAnew()
    {
        await database.ExecuteAsync(
            """insert into training_schedules (name, cron, arguments) values ('both', '0 0 13 * 5', '{"preset": "default", "settings": {}}')""");
        var queue = new NotingQueue();

        var (_, created) = await Schedules(queue).SetAsync("both", CronSchedule.Parse("0 0 * * 5", "America/New_York"), Arguments, Cancellation);

        created.ShouldBeFalse();
        queue.Schedules.ShouldBe(["both: 0 0 * * 5 America/New_York"]);
        (await Schedules(queue).ListAsync(Cancellation)).ShouldHaveSingleItem().Error.ShouldBeNull();
    }

    [Fact]
    public async Task ATickMakesOneRunHoweverOftenItIsToldAndInWhicheverOffset()
    {
        var schedules = Schedules(new NotingQueue());
        await schedules.SetAsync("nightly", CronSchedule.Parse("30 2 * * *", "Europe/Berlin"), Arguments, Cancellation);
        var tick = new DateTimeOffset(2027, 10, 31, 2, 30, 0, TimeSpan.FromHours(2));

        var fired = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => schedules.FireAsync("nightly", tick, Cancellation)));
        var again = await schedules.FireAsync("nightly", tick.ToUniversalTime(), Cancellation);

        fired.Count(run => run is not null).ShouldBe(1);
        again.ShouldBeNull();
        (await _runs.ListAsync(null, 10, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ATickWhileARunWaitsAsksForNoneAndTheLogSaysWhy()
    {
        var schedules = Schedules(new NotingQueue());
        await schedules.SetAsync("nightly", CronSchedule.Parse("0 3 * * *"), Arguments, Cancellation);
        var (waiting, _) = await _runs.RequestAsync(Arguments, idempotencyKey: null, queue: true, Cancellation);

        (await schedules.FireAsync("nightly", new DateTimeOffset(2027, 1, 2, 3, 0, 0, TimeSpan.Zero), Cancellation)).ShouldBeNull();

        _log.Lines.ShouldBe([$"Information Schedule nightly asks for no run at 2027-01-02T03:00:00.0000000Z: run {waiting.Id} waits or runs still"]);
        (await _runs.ListAsync(null, 10, Cancellation)).Count.ShouldBe(1);
    }

    private ScheduleStore Schedules(IRunQueue queue) =>
        new(database.Contexts, new RunRequests(_runs, queue, NullLogger<RunRequests>.Instance), queue, database.Get<AuditLog>(), _log);

    private sealed class NotingQueue : IRunQueue
    {
        public Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        internal List<string> Schedules { get; } = [];

        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default)
        {
            Schedules.Add($"{name}: {cron?.Expression} {cron?.TimeZone.Id}");
            return Task.CompletedTask;
        }
    }

    private sealed class NotingLog : ILogger<ScheduleStore>
    {
        internal ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");
    }
}
