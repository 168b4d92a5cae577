using KDiffE.Domain.Runs;
using KDiffE.EndToEnd.Tests.Histories;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Faults;

/// <summary>What else is under the service goes: the queue's tables, the memory of a worker, the right to write into the folder of snapshots.</summary>
[Trait("Category", "Slow")]
public sealed class SurroundingFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private readonly PostgresDatabase _database = new();
    private JudgedSite _site = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _site = await JudgedSite.CreateAsync(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory(Timeout = 400_000)]
    [InlineData("do $$ declare name text; begin for name in select tablename from pg_tables where schemaname = 'hangfire' and tablename <> 'schema' loop execute 'truncate hangfire.' || name || ' cascade'; end loop; end $$")]
    [InlineData("drop schema hangfire cascade")]
    public async Task AQueueThatIsWipedCostsNoRunAndNoSchedule(string wipe)
    {
        var worker = await _site.TrainAndServeAsync();
        var often = JudgedSite.Arguments(2);
        often["cron"] = "* * * * *";
        (await _site.Operator.SendAsync(HttpMethod.Put, "/training/schedules/often", often)).Outcome.ShouldBe(Outcome.Ok);
        var running = await _site.BeginRunAsync(epochs: 100);
        var waiting = await _site.TriggerAsync("waits", epochs: 2);

        await _database.ExecuteAsync(wipe);
        var later = await _site.TriggerAsync("comes after", epochs: 2);

        foreach (var run in (long[])[running, waiting, later])
        {
            var ended = await _site.EndOfAsync(run);
            (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1), worker.Output);
        }

        await Eventually.IsAsync(async () => (await _database.QueryAsync<long>("select count(*) from training_runs where idempotency_key like 'schedule often %'"))[0] > 0, Long, () => worker.Output);
        (await _site.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 400_000)]
    public async Task AWorkerThatTheKernelEndsForItsMemoryCostsNoRun()
    {
        await using var group = await MemoryGroup.CreateAsync();
        _site.Site.Within = group.Within;
        var first = await _site.TrainAndServeAsync();
        var run = await _site.BeginRunAsync(epochs: 150);

        await group.ExhaustAsync();

        (await first.WaitForExitAsync(Long)).ShouldBe(128 + 9, first.Output);
        _site.Site.Within = [];
        var second = _site.Site.StartWorker();
        var ended = await _site.EndOfAsync(run);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 2), second.Output);
        (await _site.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 400_000)]
    public async Task AFolderOfSnapshotsThatCannotBeWrittenFailsTheRunAndCostsNoAnswer()
    {
        await using var disk = await SmallDisk.MountAsync(_site.Site.Snapshots, "64m");
        var worker = await _site.TrainAndServeAsync();
        var run = await _site.BeginRunAsync(epochs: 60);

        await _site.WhileClientsWorkAsync(async () =>
        {
            await disk.AllowWritesAsync(false);
            var failed = await _site.EndOfAsync(run);
            failed.State.ShouldBe(RunState.Failed, worker.Output);
            failed.Error!.ShouldStartWith($"Snapshots:Folder: the folder {_site.Site.Snapshots}");
            failed.Error!.ShouldContain("Read-only file system");
            await disk.AllowWritesAsync(true);
        });

        (await _site.EndOfAsync(await _site.BeginRunAsync(epochs: 5))).State.ShouldBe(RunState.Succeeded, worker.Output);
        (await _site.ProblemsAsync()).ShouldBeEmpty();
    }
}
