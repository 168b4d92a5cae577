using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Worker;
using Npgsql;

namespace KDiffE.Training.Tests.Worker;

/// <summary>What a worker makes of the runs that it is handed.</summary>
[Collection(SeededTorch.Name)]
public sealed class RunProcessorTests : IClassFixture<DemoDatabase>, IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly WorkerParts _parts;
    private readonly RunStore _runs;
    private readonly SnapshotCatalog _catalog;

    public RunProcessorTests(DemoDatabase demo)
    {
        _database = demo.Database;
        _runs = _database.Get<RunStore>();
        _catalog = _database.Get<SnapshotCatalog>();
        _parts = new WorkerParts(_database, _folder);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FolderSnapshotStore Store => _parts.Store;

    private HeldOutTwins Twins => _parts.Twins;

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
        using var snapshot = await Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
        (snapshot.Users, snapshot.Items).ShouldBe((300, 120));
        var verdict = await VerdictAsync(run);
        verdict.Candidate.Recall.ShouldBe(snapshot.Metadata.Metrics["test.recall@20"]);
        verdict.MostPopular.Recall.ShouldBe(snapshot.Metadata.Metrics["most_popular.recall@20"]);
        (verdict.Passed, verdict.Comparison, verdict.NotCompared).ShouldBe((true, null, "No snapshot is served yet."));
        (await _database.EventsAsync(run)).Select(e => e.Kind).ShouldBe(
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
        var verdict = await VerdictAsync(poor);
        // The active snapshot was measured before it learnt the hold-out, which is the one of this run.
        var comparison = verdict.Comparison!;
        (comparison.Version, comparison.Twin, comparison.LeftOut, comparison.Rows).ShouldBe((active, true, 0, await HeldOutRowsAsync(ended.SnapshotVersion!)));
        comparison.Candidate.ToString().ShouldBe(verdict.Candidate.ToString());
        comparison.Active.Recall.ShouldBe((await _catalog.ListAsync(Cancellation)).Single(s => s.Version == active).Metadata.Metrics["test.recall@20"], 1e-9);
    }

    [Fact]
    public async Task ACandidateIsComparedWithTheTrainingThatTheActiveSnapshotExtends()
    {
        var first = await RequestAsync(epochs: 4);
        await Processor().ProcessAsync(first, CancellationToken.None);
        var trained = (await GetAsync(first)).SnapshotVersion!;
        using (var snapshot = await Store.OpenAsync(trained, Cancellation))
        {
            var extension = new SnapshotExtension(trained, 0, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);
            (await new ExtensionPublisher(Store, _catalog).PublishAsync(
                snapshot.With(snapshot.Metadata with { Version = "extended", Extension = extension }, [], [], []), trained, Cancellation)).ShouldBeTrue();
        }

        var second = await RequestAsync(epochs: 4);
        await Processor().ProcessAsync(second, CancellationToken.None);

        var comparison = (await VerdictAsync(second)).Comparison!;
        (comparison.Version, comparison.Twin, comparison.LeftOut).ShouldBe((trained, true, 0));
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe((await GetAsync(second)).SnapshotVersion);
    }

    [Fact]
    public async Task WhatIsServedHasLearntEverythingAndItsTwinHasNot()
    {
        var run = await RequestAsync(epochs: 6);

        await Processor().ProcessAsync(run, CancellationToken.None);

        var version = (await GetAsync(run)).SnapshotVersion!;
        using var served = await Store.OpenAsync(version, Cancellation);
        using var twin = (await Twins.OpenAsync(version, Cancellation))!;
        var (seen, heldOut) = (0, 0);
        for (var user = 0; user < served.Users; user++)
        {
            twin.TryGetUser(served.UserId(user), out var same).ShouldBeTrue();
            foreach (var item in served.Seen(user))
            {
                served.HasLearnt(user, item).ShouldBeTrue();
                twin.TryGetItem(served.ItemId(item), out var sameItem).ShouldBeTrue();
                (seen, heldOut) = (seen + 1, heldOut + (twin.HasLearnt(same, sameItem) ? 0 : 1));
            }
        }

        // Every user's newest fifth: the demo has 300 users with 8 to 60 interactions.
        heldOut.ShouldBeInRange(seen / 12, seen / 8);
        served.Metadata.Metrics["refit.interactions"].ShouldBe(seen);
        served.Metadata.Metrics["refit.epochs"].ShouldBeInRange(1, 6);
        served.Metadata.Metrics["test.recall@20"].ShouldBe(twin.Metadata.Metrics["test.recall@20"]);
        served.UserEmbeddings.ToArray().ShouldNotBe(twin.UserEmbeddings.ToArray());
    }

    [Fact]
    public async Task AModelThatIsNotServedStaysAsItWasMeasured()
    {
        await Processor().ProcessAsync(await RequestAsync(epochs: 8), CancellationToken.None);

        var poor = await RequestAsync(epochs: 1, ("KDiffE:Dim", "1"));
        await Processor().ProcessAsync(poor, CancellationToken.None);

        var version = (await GetAsync(poor)).SnapshotVersion!;
        (await HeldOutRowsAsync(version)).ShouldBeGreaterThan(0);
        (await Twins.OpenAsync(version, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task AnActiveSnapshotThatHasLearntTheHoldOutRefusesNoBetterOne()
    {
        var first = await RequestAsync(epochs: 20);
        await Processor().ProcessAsync(first, CancellationToken.None);
        var active = (await GetAsync(first)).SnapshotVersion!;
        Directory.Delete(_folder.File("snapshots/held-out"), recursive: true);

        // Measured on what it has learnt, the active one would be far ahead.
        var second = await RequestAsync(epochs: 6);
        await Processor().ProcessAsync(second, CancellationToken.None);

        var ended = await GetAsync(second);
        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe(ended.SnapshotVersion);
        var verdict = await VerdictAsync(second);
        verdict.Comparison.ShouldBeNull();
        verdict.NotCompared.ShouldBe("Only 0 users have held-out interactions that the active snapshot has not learnt from; 10 are needed.");
        ended.SnapshotVersion.ShouldNotBe(active);
    }

    [Fact]
    public async Task AnActiveSnapshotOfAnotherHoldOutIsComparedWithOnWhatNeitherHasLearnt()
    {
        var data = await DatabaseDataset.LoadAsync(_database.DataSource, "database", cancellationToken: Cancellation);
        // It was held out every second of the run's test interactions, and has learnt the others.
        var (learnt, heldOut) = (Every(data.Test, 2, 0), Every(data.Test, 2, 1));
        await PublishAsync(data with
        {
            Train = new Interactions([.. data.Train.Users, .. learnt.Users], [.. data.Train.Items, .. learnt.Items]),
            Test = heldOut,
        });

        var run = await RequestAsync(epochs: 20);
        await Processor().ProcessAsync(run, CancellationToken.None);

        var verdict = await VerdictAsync(run);
        verdict.Comparison.ShouldNotBeNull(verdict.NotCompared);
        (verdict.Comparison.Rows, verdict.Comparison.LeftOut, verdict.Comparison.Twin).ShouldBe((heldOut.Count, learnt.Count, true));
        verdict.Comparison.Users.ShouldBe(heldOut.Users.Distinct().Count());
        // The same settings on nearly the same data: neither is better by more than chance.
        verdict.Passed.ShouldBeTrue(verdict.Reason);
    }

    [Fact]
    public async Task AnActiveSnapshotThatCannotBeReadIsNotComparedWith()
    {
        var first = await RequestAsync(epochs: 6);
        await Processor().ProcessAsync(first, CancellationToken.None);
        var active = (await GetAsync(first)).SnapshotVersion!;
        Directory.Delete(_folder.File("snapshots"), recursive: true);

        var second = await RequestAsync(epochs: 6);
        await Processor().ProcessAsync(second, CancellationToken.None);

        (await _catalog.GetServedAsync(Cancellation)).Active.ShouldBe((await GetAsync(second)).SnapshotVersion);
        (await VerdictAsync(second)).NotCompared!.ShouldStartWith("The active snapshot cannot be read");
        active.ShouldNotBeNull();
    }

    [Fact]
    public async Task AWorkerThatIsStoppedWhileItRefitsGoesOnWhereItWas()
    {
        var undisturbed = await RequestAsync(epochs: 10);
        await Processor().ProcessAsync(undisturbed, CancellationToken.None);
        var run = await RequestAsync(epochs: 10);

        await _parts.StopAtAsync("refit-checkpoint", run);
        var given = await GetAsync(run);
        File.Exists(Directory.EnumerateFiles(_folder.File("runs"), "refit-checkpoint", SearchOption.AllDirectories).Single()).ShouldBeTrue();
        await Processor().ProcessAsync(run, CancellationToken.None);

        given.State.ShouldBe(RunState.Queued);
        var ended = await GetAsync(run);
        ended.State.ShouldBe(RunState.Succeeded);
        using var expected = await Store.OpenAsync((await GetAsync(undisturbed)).SnapshotVersion!, Cancellation);
        using var resumed = await Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
        resumed.UserEmbeddings.ToArray().ShouldBe(expected.UserEmbeddings.ToArray());
        resumed.ItemEmbeddings.ToArray().ShouldBe(expected.ItemEmbeddings.ToArray());
    }

    [Fact]
    public async Task LightGcnIsTrainedOnTheSameDataAndMeasuredBesideTheRun()
    {
        var run = await RequestAsync(epochs: 6);

        await Processor(lightGcnDays: 7).ProcessAsync(run, CancellationToken.None);

        var ended = await GetAsync(run);
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        using var snapshot = await Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
        // What the run learnt from and was measured by, read anew.
        var data = await DatabaseDataset.LoadAsync(_database.DataSource, "database", cancellationToken: Cancellation);
        var expected = new FullRankingEvaluator(data).Evaluate(LightGcn.Train(data, LightGcn.Settings(1), DeviceOperators.Cpu, progress: null, Cancellation).Model.ToScorer(), data.Test, Cancellation);
        (snapshot.Metadata.Metrics["light_gcn.recall@20"], snapshot.Metadata.Metrics["light_gcn.ndcg@20"]).ShouldBe((expected.Recall, expected.Ndcg));
        // Its epochs are no epochs of the run.
        (await _database.EventsAsync(run)).Count(e => e.Kind == "epoch").ShouldBe(6);
    }

    [Theory]
    [InlineData(7, 6, false)]
    [InlineData(7, 8, true)]
    [InlineData(0, 0, true)]
    [InlineData(-1, 10_000, false)]
    public async Task LightGcnIsMeasuredAgainAfterSomeDays(int days, int age, bool again)
    {
        var measured = new SnapshotMetadata("measured", "database", DateTimeOffset.UtcNow.AddDays(-age), null, new Dictionary<string, string>(), new Dictionary<string, double> { ["light_gcn.recall@20"] = 0.5 });
        await _catalog.RegisterReadyAsync(measured, Cancellation);
        await _catalog.RegisterReadyAsync(measured with { Version = "newer", CreatedAt = DateTimeOffset.UtcNow, Metrics = new Dictionary<string, double>() }, Cancellation);

        (await Turn(days).HasComeAsync(Cancellation)).ShouldBe(again);
    }

    [Fact]
    public async Task AWorkerThatIsStoppedWhileItTrainsLightGcnGoesOnWhereItWas()
    {
        var run = await RequestAsync(epochs: 3);

        await _parts.StopAtAsync("light-gcn-checkpoint", run, lightGcnDays: 7);
        var given = await GetAsync(run);
        Directory.EnumerateFiles(_folder.File("runs"), "light-gcn-checkpoint", SearchOption.AllDirectories).Count().ShouldBe(1);
        await Processor(lightGcnDays: 7).ProcessAsync(run, CancellationToken.None);

        given.State.ShouldBe(RunState.Queued);
        var ended = await GetAsync(run);
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        using var snapshot = await Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
        snapshot.Metadata.Metrics.Keys.ShouldContain("light_gcn.recall@20");
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
        (ended.State, ended.Watermark, ended.Progress?.Epoch).ShouldBe((RunState.Failed, null, null));
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
        // It reads, and waits for the table.
        await Eventually.IsAsync(
            async () => (await _database.QueryAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).Single() > 0, Patience);

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

        await _parts.StopAtAsync("checkpoint", run);
        var given = await GetAsync(run);
        await Processor().ProcessAsync(run, CancellationToken.None);

        given.State.ShouldBe(RunState.Queued);
        var ended = await GetAsync(run);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1));
        using var expected = await Store.OpenAsync((await GetAsync(undisturbed)).SnapshotVersion!, Cancellation);
        using var resumed = await Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
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
        await _parts.StopAtAsync("checkpoint", run);
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
        var schedules = _parts.Schedules();
        await schedules.SetAsync("nightly", CronSchedule.Parse("0 3 * * *"), new RunArguments("default", new Dictionary<string, string>()), Cancellation);
        var tick = new DateTimeOffset(2026, 2, 1, 3, 0, 0, TimeSpan.Zero);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Processor().TickAsync("nightly", tick, Cancellation)));
        await Processor().TickAsync("deleted", tick, Cancellation);

        var runs = await _runs.ListAsync(null, 10, Cancellation);
        runs.ShouldHaveSingleItem();
        // A queue takes a run once, however often it is handed over.
        _parts.Handed.Distinct().ShouldBe([runs[0].Id]);
    }

    /// <summary>Publishes a training of 20 epochs as the command line does.</summary>
    private async Task PublishAsync(Dataset data)
    {
        var settings = new RunArguments("default", new Dictionary<string, string> { ["KDiffE:Epochs"] = "20", ["KDiffE:Dim"] = "16" }).ToSettings();
        var experiment = new Experiment(data, DeviceOperators.Cpu);
        var measured = Measured.Of(experiment.Train(settings, progress: null, Cancellation), experiment, data, new MostPopular(data), Cancellation);
        var (everything, twin) = (Refit.Everything(data), TrainedSnapshot.Create(measured));
        var refit = new Experiment(everything, DeviceOperators.Cpu).Train(Refit.As(measured.Fit), progress: null, Cancellation);
        await new SnapshotPublisher(Store, Twins, _catalog).PublishAsync(TrainedSnapshot.Refitted(twin, refit, everything), twin, Cancellation);
    }

    private static Interactions Every(Interactions rows, int step, int from)
    {
        var chosen = Enumerable.Range(0, rows.Count).Where(row => row % step == from).ToArray();
        return new Interactions([.. chosen.Select(row => rows.Users[row])], [.. chosen.Select(row => rows.Items[row])]);
    }

    private async Task<GateVerdict> VerdictAsync(long run) =>
        JsonSerializer.Deserialize<GateVerdict>((await _runs.GetFiguresAsync(run, Cancellation)).Verdict!, JsonSerializerOptions.Web)!;

    private async Task<int> HeldOutRowsAsync(string version)
    {
        using var snapshot = await Store.OpenAsync(version, Cancellation);
        return Enumerable.Range(0, snapshot.Users).Sum(user => snapshot.Seen(user).ToArray().Count(item => !snapshot.HasLearnt(user, item)));
    }

    private LightGcnTurn Turn(int days) => _parts.Turn(days);

    private RunProcessor Processor(RunDataOptions? data = null, int lightGcnDays = -1) => _parts.Processor(data, lightGcnDays);

    private async Task<long> RequestAsync(int epochs, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = $"{epochs}", ["KDiffE:Dim"] = "16", ["KDiffE:Patience"] = "10000" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return (await _runs.RequestAsync(new RunArguments("default", settings), idempotencyKey: null, queue: true, Cancellation)).Run.Id;
    }

    private async Task<TrainingRun> GetAsync(long run) => (await _runs.GetAsync(run, Cancellation))!;
}
