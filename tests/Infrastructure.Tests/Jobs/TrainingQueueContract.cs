using KDiffE.Infrastructure.Jobs;
using KDiffE.Tests.Shared;

namespace KDiffE.Infrastructure.Tests.Jobs;

/// <summary>What every engine promises: two workers, and a process that asks.</summary>
public abstract class TrainingQueueContract(string engine, PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static long _lastRun;

    private readonly Workers _workers = new(engine, database.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITrainingQueue Queue => _workers.Queue;

    private Workplace Place => _workers.Place;

    public async ValueTask InitializeAsync() => await _workers.StartAsync("A", "B");

    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task HandsARunToExactlyOneWorker()
    {
        var (first, second) = (NewRun(), NewRun());
        Place.Hold(first, second);

        await EnqueueAsync(first, second);

        await Place.HandedOverAsync(first);
        await Place.HandedOverAsync(second);
        Place.WorkersOf(first).Concat(Place.WorkersOf(second)).Order().ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task GivesAWorkerOneRunAtATimeInTheirOrder()
    {
        var runs = await OccupyAsync();
        var (next, last) = (NewRun(), NewRun());
        Place.Hold(next, last);
        await EnqueueAsync(next, last);

        Place.Release(runs[0]);
        await Place.HandedOverAsync(next);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);

        Place.WorkersOf(last).ShouldBeEmpty();
        Place.WorkersOf(next).ShouldBe(Place.WorkersOf(runs[0]));
    }

    [Fact]
    public async Task HandsOverOnceHoweverOftenARunIsEnqueued()
    {
        await OccupyAsync();
        var (run, fence) = (NewRun(), NewRun());

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Queue.EnqueueAsync(run, Cancellation)));
        await Queue.EnqueueAsync(run, Cancellation);
        await EnqueueAsync(fence);
        Place.ReleaseAll();

        await Place.HandedOverAsync(fence);
        Place.WorkersOf(run).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task HandsOverAgainARunThatWasGivenBack()
    {
        var run = NewRun();
        await EnqueueAsync(run);
        await Place.HandedOverAsync(run);

        await EnqueueAsync(run);

        await Place.HandedOverAsync(run, times: 2);
    }

    [Fact]
    public async Task HandsOverAgainARunThatIsEnqueuedWhileAWorkerHasIt()
    {
        var run = NewRun();
        Place.Hold(run);
        await EnqueueAsync(run);
        await Place.HandedOverAsync(run);

        await EnqueueAsync(run);
        Place.Release(run);

        await Place.HandedOverAsync(run, times: 2);
    }

    [Fact]
    public async Task DoesNotHandOverACancelledRun()
    {
        await OccupyAsync();
        var (run, fence) = (NewRun(), NewRun());
        await EnqueueAsync(run, fence);

        await Queue.CancelAsync(run, Cancellation);
        Place.ReleaseAll();

        await Place.HandedOverAsync(fence);
        Place.WorkersOf(run).ShouldBeEmpty();
    }

    [Fact]
    public async Task TellsTheRunningWorkToStopAtShutdownAndHandsItsRunOn()
    {
        var run = NewRun();
        Place.Hold(run);
        await EnqueueAsync(run);
        await Place.HandedOverAsync(run);
        var worker = Place.WorkersOf(run).Single();

        await _workers.StopAsync(worker);

        Place.Stopped.ShouldContain((worker, run));
        await Place.HandedOverAsync(run, times: 2);
        Place.WorkersOf(run).ShouldBe([worker, worker == "A" ? "B" : "A"]);
    }

    [Fact]
    public async Task LeavesACancelledRunAloneThatAWorkerHas()
    {
        var run = NewRun();
        Place.Hold(run);
        await EnqueueAsync(run);
        await Place.HandedOverAsync(run);

        await Queue.CancelAsync(run, Cancellation);

        // Still known as somebody's: whoever takes over from its worker finds the run cancelled, in its row.
        await _workers.StopAsync(Place.WorkersOf(run).Single());
        await Place.HandedOverAsync(run, times: 2);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task HandsOverAgainARunWhoseWorkBrokeDown()
    {
        var run = NewRun();
        Place.Work = which => which == run && Place.WorkersOf(run).Count == 1 ? throw new TimeoutException("The database is away.") : Task.CompletedTask;

        await EnqueueAsync(run);

        await Place.HandedOverAsync(run, times: 2, seconds: 60);
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

    /// <summary>Gives both workers something to do.</summary>
    private async Task<long[]> OccupyAsync()
    {
        long[] runs = [NewRun(), NewRun()];
        Place.Hold(runs);
        await EnqueueAsync(runs);
        await Task.WhenAll(runs.Select(run => Place.HandedOverAsync(run)));
        return runs;
    }
}
