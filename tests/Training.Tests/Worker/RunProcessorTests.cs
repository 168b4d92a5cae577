using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Operators;
using KDiffE.Training.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Training.Tests.Worker;

/// <summary>What a worker makes of the runs that it is handed.</summary>
[Collection(SeededTorch.Name)]
public sealed class RunProcessorTests : IClassFixture<DemoDatabase>, IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PostgresDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly RunStore _runs;
    private readonly SnapshotCatalog _catalog;
    private readonly FolderSnapshotStore _store;
    private readonly Handed _queue = new();

    public RunProcessorTests(DemoDatabase demo)
    {
        _database = demo.Database;
        _runs = _database.Get<RunStore>();
        _catalog = _database.Get<SnapshotCatalog>();
        _store = new FolderSnapshotStore(_folder.File("snapshots"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await _database.ExecuteAsync("delete from training_runs; delete from snapshots; delete from training_schedules");

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFirstRunMakesTheActiveSnapshot()
    {
        var run = await RequestAsync(epochs: 6);

        await Processor().ProcessAsync(run, CancellationToken.None);

        var ended = await GetAsync(run);
        (ended.State, ended.Error, ended.Progress!.Fraction).ShouldBe((RunState.Succeeded, null, 1));
        ended.Watermark.ShouldNotBeNull();
        ended.Device.ShouldBe("cpu");
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe(ended.SnapshotVersion);
        using var snapshot = _store.Open(ended.SnapshotVersion!);
        (snapshot.Users, snapshot.Items).ShouldBe((300, 120));
        var verdict = JsonSerializer.Deserialize<GateVerdict>((await _runs.GetFiguresAsync(run, Cancellation)).Verdict!, JsonSerializerOptions.Web)!;
        verdict.Candidate.Recall.ShouldBe(snapshot.Metadata.Metrics["test.recall@20"]);
        verdict.MostPopular.Recall.ShouldBe(snapshot.Metadata.Metrics["most_popular.recall@20"]);
        (verdict.Passed, verdict.Active).ShouldBe((true, null));
        (await _runs.EventsAsync(run, 0, Cancellation)).Select(e => e.Kind).ShouldBe(
            ["state", "state", "epoch", "epoch", "epoch", "epoch", "epoch", "epoch", "state"]);
        Directory.EnumerateFileSystemEntries(_folder.File("runs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ASnapshotThatIsWorseThanTheActiveOneIsKeptButNotServed()
    {
        var good = await RequestAsync(epochs: 8);
        await Processor().ProcessAsync(good, CancellationToken.None);
        var active = (await GetAsync(good)).SnapshotVersion;

        var poor = await RequestAsync(epochs: 1, ("KDiffE:Dim", "1"));
        await Processor().ProcessAsync(poor, CancellationToken.None);

        var ended = await GetAsync(poor);
        ended.State.ShouldBe(RunState.Succeeded);
        ended.Error.ShouldNotBeNull().ShouldContain("recall@20");
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe(active);
        var kept = (await _catalog.ListAsync(Cancellation)).Single(s => s.Version == ended.SnapshotVersion);
        (kept.State, kept.Reason, kept.TrainingRunId).ShouldBe((SnapshotState.Ready, ended.Error, poor));
        var verdict = JsonSerializer.Deserialize<GateVerdict>((await _runs.GetFiguresAsync(poor, Cancellation)).Verdict!, JsonSerializerOptions.Web)!;
        // The active snapshot is measured on the hold-out of this run, which is the one that it had itself.
        verdict.Active!.Recall.ShouldBe((await _catalog.ListAsync(Cancellation)).Single(s => s.Version == active).Metadata.Metrics["test.recall@20"], 1e-9);
    }

    [Fact]
    public async Task TooLittleDataSkipsTheRunAndSaysWhichThresholdsItMissed()
    {
        var run = await RequestAsync(epochs: 6);

        await Processor(new RunDataOptions { MinUsers = 301, MinItems = 120, MinInteractions = 1_000_000 }).ProcessAsync(run, CancellationToken.None);

        var ended = await GetAsync(run);
        ended.State.ShouldBe(RunState.Skipped);
        ended.Error!.ShouldContain("300 users, 301 are needed; ");
        ended.Error!.ShouldContain("training interactions, 1000000 are needed.");
        ended.Error!.ShouldNotContain("items");
        (await _catalog.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunWhoseFilesCannotBeWrittenFailsWithTheReason()
    {
        await File.WriteAllTextAsync(_folder.File("runs"), "in the way", Cancellation);
        var run = await RequestAsync(epochs: 6);

        await Processor().ProcessAsync(run, CancellationToken.None);

        var ended = await GetAsync(run);
        (ended.State, ended.Progress?.Phase).ShouldBe((RunState.Failed, "reading"));
        ended.Error!.ShouldStartWith($"Training:Folder: the folder {_folder.File("runs")} cannot be written: ");
    }

    [Fact]
    public async Task ARunWhoseSnapshotCouldNotBeWrittenFailsBeforeItReads()
    {
        await File.WriteAllTextAsync(_folder.File("snapshots"), "in the way", Cancellation);
        var run = await RequestAsync(epochs: 10_000);

        await Processor().ProcessAsync(run, CancellationToken.None);

        var ended = await GetAsync(run);
        ended.State.ShouldBe(RunState.Failed);
        ended.Error!.ShouldStartWith($"Snapshots:Folder: the folder {_folder.File("snapshots")} cannot be written: ");
        ended.Watermark.ShouldBeNull("nothing was read");
    }

    [Fact]
    public async Task ConnectionsThatTheDatabaseClosesCostNoAttemptAndTheRunIsGivenBackAtOnce()
    {
        var run = await RequestAsync(epochs: 6);
        await using var blocking = new NpgsqlConnection(_database.ConnectionString);
        await blocking.OpenAsync(Cancellation);
        await ExecuteAsync("begin; lock table interactions in access exclusive mode");
        var working = Processor().ProcessAsync(run, CancellationToken.None);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress?.Phase == "reading", Patience);

        await ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid(); rollback");
        await working.WaitAsync(Patience, Cancellation);

        await Eventually.IsAsync(async () => (await GetAsync(run)).State == RunState.Queued, Patience);
        var given = await GetAsync(run);
        (given.Attempt, given.Interruptions).ShouldBe((0, 1));
        await Processor().ProcessAsync(run, CancellationToken.None);
        var ended = await GetAsync(run);
        (ended.State, ended.Attempt, ended.Interruptions).ShouldBe((RunState.Succeeded, 1, 1));

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, blocking);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    [Fact]
    public async Task AStoppedWorkerGivesTheRunBackAndItEndsAsIfNothingHadHappened()
    {
        var undisturbed = await RequestAsync(epochs: 10);
        await Processor().ProcessAsync(undisturbed, CancellationToken.None);
        var run = await RequestAsync(epochs: 10);
        using var stopping = new CancellationTokenSource();
        var working = Processor().ProcessAsync(run, stopping.Token);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress?.Epoch >= 3, Patience);

        await stopping.CancelAsync();
        await working;
        var given = await GetAsync(run);
        await Processor().ProcessAsync(run, CancellationToken.None);

        given.State.ShouldBe(RunState.Queued);
        var ended = await GetAsync(run);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1));
        using var expected = _store.Open((await GetAsync(undisturbed)).SnapshotVersion!);
        using var resumed = _store.Open(ended.SnapshotVersion!);
        resumed.UserEmbeddings.ToArray().ShouldBe(expected.UserEmbeddings.ToArray());
        resumed.ItemEmbeddings.ToArray().ShouldBe(expected.ItemEmbeddings.ToArray());
        resumed.Metadata.Metrics.ShouldBe(expected.Metadata.Metrics, ignoreOrder: true);
        (await _database.QueryAsync<int>($"select epoch from epoch_metrics where training_run_id = {run} order by epoch"))
            .ShouldBe(Enumerable.Range(1, 10));
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("data")]
    public async Task ARunWhoseFilesWereDamagedBeginsAnew(string file)
    {
        var run = await RequestAsync(epochs: 6);
        using var stopping = new CancellationTokenSource();
        var working = Processor().ProcessAsync(run, stopping.Token);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress?.Epoch >= 1, Patience);
        await stopping.CancelAsync();
        await working;
        var damaged = Directory.EnumerateFiles(_folder.File("runs"), file, SearchOption.AllDirectories).Single();
        await using (var stream = File.OpenWrite(damaged))
            stream.SetLength(stream.Length / 2);

        await Processor().ProcessAsync(run, CancellationToken.None);

        (await GetAsync(run)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task ACancelledRunLeavesNothingBehind()
    {
        var run = await RequestAsync(epochs: 10_000);
        var working = Processor().ProcessAsync(run, CancellationToken.None);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress?.Epoch >= 1, Patience);

        await _runs.CancelAsync(run, Cancellation);
        await working.WaitAsync(Patience, Cancellation);

        (await GetAsync(run)).State.ShouldBe(RunState.Cancelled);
        (await _catalog.ListAsync(Cancellation)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.File("runs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task AWorkerThatLostItsRunPublishesNothing()
    {
        var run = await RequestAsync(epochs: 10_000);
        var working = Processor().ProcessAsync(run, CancellationToken.None);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress?.Epoch >= 1, Patience);

        await _database.ExecuteAsync($"update training_runs set lease = gen_random_uuid(), worker = 'other' where id = {run}");
        await working.WaitAsync(Patience, Cancellation);

        var others = await GetAsync(run);
        (others.State, others.Worker).ShouldBe((RunState.Running, "other"));
        (await _catalog.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ATickAsksForOneRunHoweverOftenItIsTold()
    {
        var schedules = Schedules();
        await schedules.SetAsync("nightly", CronSchedule.Parse("0 3 * * *"), new RunArguments("default", new Dictionary<string, string>()), Cancellation);
        var tick = new DateTimeOffset(2026, 2, 1, 3, 0, 0, TimeSpan.Zero);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Processor().TickAsync("nightly", tick, Cancellation)));
        await Processor().TickAsync("deleted", tick, Cancellation);

        var runs = await _runs.ListAsync(null, 10, Cancellation);
        runs.ShouldHaveSingleItem();
        // A queue takes a run once, however often it is handed over.
        _queue.Runs.Distinct().ShouldBe([runs[0].Id]);
    }

    private ScheduleStore Schedules() => new(
        _database.Contexts, new RunRequests(_runs, _queue, NullLogger<RunRequests>.Instance), _queue, NullLogger<ScheduleStore>.Instance);

    private RunProcessor Processor(RunDataOptions? data = null)
    {
        var folder = Options.Create(new RunFolderOptions { Folder = _folder.File("runs"), CheckpointEvery = TimeSpan.Zero });
        var lease = Options.Create(new LeaseOptions { Heartbeat = TimeSpan.FromMilliseconds(50) });
        var gate = new QualityGate(new GateOptions().MaxRelativeDrop);
        var publisher = new RunPublisher(_store, _catalog, gate, NullLogger<RunPublisher>.Instance);
        var pipeline = new RunPipeline(
            _database.DataSource, DeviceOperators.Cpu, publisher, Options.Create(data ?? new RunDataOptions()), folder, TimeProvider.System, NullLogger<RunPipeline>.Instance);
        return new RunProcessor(
            _database.Get<RunLeases>(), pipeline, DeviceOperators.Cpu, _store, Schedules(), lease, Options.Create(new ShutdownOptions()), folder, NullLogger<RunProcessor>.Instance);
    }

    private async Task<long> RequestAsync(int epochs, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = $"{epochs}", ["KDiffE:Dim"] = "16", ["KDiffE:Patience"] = "10000" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return (await _runs.RequestAsync(new RunArguments("default", settings), idempotencyKey: null, queue: true, Cancellation)).Run.Id;
    }

    private async Task<TrainingRun> GetAsync(long run) => (await _runs.GetAsync(run, Cancellation))!;

    /// <summary>A queue that only notes what it is given.</summary>
    private sealed class Handed : IRunQueue
    {
        internal List<long> Runs { get; } = [];

        public Task EnqueueAsync(long run, CancellationToken cancellationToken = default)
        {
            lock (Runs)
                Runs.Add(run);
            return Task.CompletedTask;
        }

        public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
