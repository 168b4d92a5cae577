using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Runs;

/// <summary>What the queue promises: two workers, and a process that asks.</summary>
public sealed class RunQueueTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static long _lastRun;

    private readonly QueueHosts _hosts = new(database.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IRunQueue Queue => _hosts.Queue;

    private RecordedWork Work => _hosts.Work;

    public async ValueTask InitializeAsync() => await _hosts.StartAsync("A", "B");

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    [Fact]
    public async Task HandsARunToExactlyOneWorker()
    {
        var (first, second) = (NewRun(), NewRun());
        Work.Hold(first, second);

        await EnqueueAsync(first, second);

        await Work.HandedOverAsync(first);
        await Work.HandedOverAsync(second);
        Work.WorkersOf(first).Concat(Work.WorkersOf(second)).Order().ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task GivesAWorkerOneRunAtATimeInTheirOrder()
    {
        var runs = await OccupyAsync();
        var (next, last) = (NewRun(), NewRun());
        Work.Hold(next, last);
        await EnqueueAsync(next, last);

        Work.Release(runs[0]);
        await Work.HandedOverAsync(next);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);

        Work.WorkersOf(last).ShouldBeEmpty();
        Work.WorkersOf(next).ShouldBe(Work.WorkersOf(runs[0]));
    }

    [Fact]
    public async Task HandsOverOnceHoweverOftenARunIsEnqueued()
    {
        await OccupyAsync();
        var run = NewRun();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Queue.EnqueueAsync(run, Cancellation)));
        await Queue.EnqueueAsync(run, Cancellation);

        await EverythingEnqueuedIsDoneAsync();
        Work.WorkersOf(run).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task HandsOverAgainARunThatWasGivenBack()
    {
        var run = NewRun();
        await EnqueueAsync(run);
        await Work.HandedOverAsync(run);

        await EnqueueAsync(run);

        await Work.HandedOverAsync(run, times: 2);
    }

    [Fact]
    public async Task HandsOverAgainARunThatIsEnqueuedWhileAWorkerHasIt()
    {
        var run = NewRun();
        Work.Hold(run);
        await EnqueueAsync(run);
        await Work.HandedOverAsync(run);

        await EnqueueAsync(run);
        Work.Release(run);

        await Work.HandedOverAsync(run, times: 2);
    }

    [Fact]
    public async Task DoesNotHandOverACancelledRun()
    {
        await OccupyAsync();
        var run = NewRun();
        await EnqueueAsync(run);

        await Queue.CancelAsync(run, Cancellation);

        await EverythingEnqueuedIsDoneAsync();
        Work.WorkersOf(run).ShouldBeEmpty();
    }

    [Fact]
    public async Task TellsTheRunningWorkToStopAtShutdownAndHandsItsRunOn()
    {
        var run = NewRun();
        Work.Hold(run);
        await EnqueueAsync(run);
        await Work.HandedOverAsync(run);
        var worker = Work.WorkersOf(run).Single();

        await _hosts.StopAsync(worker);

        Work.Stopped.ShouldContain((worker, run));
        await Work.HandedOverAsync(run, times: 2);
        Work.WorkersOf(run).ShouldBe([worker, worker == "A" ? "B" : "A"]);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task WaitsForWorkThatTakesItsTimeToStop()
    {
        var run = NewRun();
        Work.Hold(run);
        // Longer than Hangfire waits unless told otherwise.
        Work.StopsAfter = TimeSpan.FromSeconds(17);
        await EnqueueAsync(run);
        await Work.HandedOverAsync(run);
        var worker = Work.WorkersOf(run).Single();

        await _hosts.StopAsync(worker);

        Work.Stopped.ShouldContain((worker, run));
    }

    [Fact]
    public async Task ALockThatADeadProcessLeftKeepsARunForSecondsAlone()
    {
        var run = NewRun();
        await database.ExecuteAsync($"insert into hangfire.lock (resource, acquired) values ('hangfire:training-run:{run}', now() - interval '6 seconds')");

        await EnqueueAsync(run);

        await Work.HandedOverAsync(run);
    }

    [Fact]
    public async Task ForgetsARunItselfAfterAWhile()
    {
        var run = NewRun();

        await EnqueueAsync(run);

        (await database.QueryAsync<bool>($"select expireat between now() + interval '6 days' and now() + interval '8 days' from hangfire.hash where key = 'training-run:{run}'"))
            .ShouldBe([true]);
    }

    [Fact]
    public async Task LeavesACancelledRunAloneThatAWorkerHas()
    {
        var run = NewRun();
        Work.Hold(run);
        await EnqueueAsync(run);
        await Work.HandedOverAsync(run);

        await Queue.CancelAsync(run, Cancellation);

        // Still known as somebody's: whoever takes over from its worker finds the run cancelled, in its row.
        await _hosts.StopAsync(Work.WorkersOf(run).Single());
        await Work.HandedOverAsync(run, times: 2);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task HandsOverAgainARunWhoseWorkBrokeDown()
    {
        var run = NewRun();
        Work.Work = which => which == run && Work.WorkersOf(run).Count == 1 ? throw new TimeoutException("The database is away.") : Task.CompletedTask;

        await EnqueueAsync(run);

        await Work.HandedOverAsync(run, times: 2, seconds: 60);
    }

    [Fact]
    public async Task CancelsAndForgetsWhatIsNotThere()
    {
        await Queue.CancelAsync(NewRun(), Cancellation);
        await Queue.SetScheduleAsync("nothing", null, Cancellation);
    }

    private static long NewRun() => Interlocked.Increment(ref _lastRun);

    private async Task EnqueueAsync(params long[] runs)
    {
        foreach (var run in runs)
            await Queue.EnqueueAsync(run, Cancellation);
    }

    /// <summary>
    /// Releases all work and waits until both workers hold a run enqueued after all others: one alone may be handed over
    /// while the other worker is still about to take what stood before it.
    /// </summary>
    private async Task EverythingEnqueuedIsDoneAsync()
    {
        Work.ReleaseAll();
        await OccupyAsync();
    }

    /// <summary>Gives both workers something to do.</summary>
    private async Task<long[]> OccupyAsync()
    {
        long[] runs = [NewRun(), NewRun()];
        Work.Hold(runs);
        await EnqueueAsync(runs);
        await Task.WhenAll(runs.Select(run => Work.HandedOverAsync(run)));
        return runs;
    }
}
