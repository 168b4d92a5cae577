using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Runs;
using KDiffE.TestKit;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Worker;

/// <summary>What a worker makes of runs with the preset <c>auto</c>.</summary>
[Collection(SeededTorch.Name)]
public sealed class RunTuningTests : IClassFixture<DemoDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Some = TimeSpan.FromSeconds(4);

    // Enough for the defaults, which are always trained, and for nothing else.
    private static readonly TimeSpan Least = TimeSpan.FromTicks(1);

    private static readonly TimeSpan Ample = TimeSpan.FromHours(1);

    private readonly PostgresDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly WorkerParts _parts;
    private readonly RunStore _runs;

    public RunTuningTests(DemoDatabase demo)
    {
        _database = demo.Database;
        _parts = new WorkerParts(_database, _folder);
        _runs = _database.Get<RunStore>();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await _database.ExecuteAsync("delete from training_runs; delete from snapshots; delete from tuning_trials");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ARunTriesSettingsTrainsTheBestAndSaysSoEverywhere()
    {
        var (first, run) = (await RequestAsync(), await RequestAsync());
        var budget = await EnoughForMoreAsync(first);

        var ended = await ProcessAsync(run, budget);

        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        List<TuningTrial> trials = [.. await TrialsAsync(first), .. await TrialsAsync(run)];
        trials.Select(trial => trial.Number).ShouldBe(Enumerable.Range(1, trials.Count));
        trials.Count.ShouldBeGreaterThan(1);
        trials.Sum(trial => trial.Seconds).ShouldBeGreaterThan(budget.TotalSeconds * 0.8);
        var (choice, best) = (ended.Tuning.ShouldNotBeNull(), trials.MaxBy(trial => trial.Recall + trial.Ndcg)!);
        (choice.Trial, choice.Trials, choice.BudgetSeconds).ShouldBe((best.Number, trials.Count, budget.TotalSeconds));
        (choice.Recall, choice.Ndcg, choice.DefaultRecall, choice.DefaultNdcg).ShouldBe((best.Recall, best.Ndcg, trials[0].Recall, trials[0].Ndcg));
        (choice.Recall + choice.Ndcg).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo((choice.DefaultRecall + choice.DefaultNdcg)!.Value);
        using var snapshot = await _parts.Store.OpenAsync(ended.SnapshotVersion!, Cancellation);
        foreach (var (name, value) in best.Settings)
            snapshot.Metadata.HyperParameters[name].ShouldBe(value, name);
        snapshot.Metadata.HyperParameters["KDiffE:Epochs"].ShouldBe("3");
        snapshot.Metadata.Metrics["tuning.trials"].ShouldBe(trials.Count);
        snapshot.Metadata.Metrics["tuning.default_valid_recall"].ShouldBe(trials[0].Recall!.Value);
        (await _database.EventsAsync(run)).Count(e => e.Kind == "epoch").ShouldBeGreaterThanOrEqualTo(best.Epochs);
        Directory.EnumerateFileSystemEntries(_folder.File("runs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ALaterRunOnTheSameDataGoesOnAfterTheTrialsOfTheFirst()
    {
        var (first, second) = (await RequestAsync(), await RequestAsync());
        var budget = await EnoughForMoreAsync(first);

        var ended = await ProcessAsync(second, budget);

        (await TrialsAsync(first)).Select(trial => trial.Number).ShouldBe([1]);
        var trials = await TrialsAsync(second);
        trials.Select(trial => trial.Number).ShouldBe(Enumerable.Range(2, trials.Count));
        trials.ShouldNotBeEmpty();
        ended.Tuning!.Trials.ShouldBe(1 + trials.Count);
    }

    [Fact]
    public async Task OnceTheBudgetIsSpentLaterRunsTrainTheBestWithoutATrial()
    {
        var (first, same, other) = (await RequestAsync(), await RequestAsync(), await RequestAsync());
        var found = (await ProcessAsync(first, Some)).Tuning!;
        var spent = TimeSpan.FromSeconds((await TrialsAsync(first)).Sum(trial => trial.Seconds));

        var onTheSame = await ProcessAsync(same, spent);
        await ChangeDataAsync();
        var onOthers = await ProcessAsync(other, spent);

        foreach (var ended in (TrainingRun[])[onTheSame, onOthers])
        {
            ended.State.ShouldBe(RunState.Succeeded, ended.Error);
            (ended.Tuning!.Trial, ended.Tuning.Trials).ShouldBe((found.Trial, found.Trials));
            ended.Tuning.Settings.ShouldBe(found.Settings, ignoreOrder: true);
            (await TrialsAsync(ended.Id)).ShouldBeEmpty();
            (await _database.EventsAsync(ended.Id)).Count(e => e.Kind == "epoch").ShouldBeGreaterThan(0);
        }

        onOthers.Tuning!.Reason.ShouldContain("on the validation part of earlier data");
    }

    [Fact]
    public async Task WithBudgetLeftChangedDataAreNotJudgedByFiguresOfOthers()
    {
        var (first, second) = (await RequestAsync(), await RequestAsync());
        await ProcessAsync(first, Least);
        await ChangeDataAsync();

        await ProcessAsync(second, Some);

        var trials = await TrialsAsync(second);
        trials[0].Number.ShouldBe(1, "the defaults, on these data");
        trials.Skip(1).Select(trial => trial.Number).ShouldBe(Enumerable.Range(2, trials.Count - 1));
    }

    [Fact]
    public async Task AStoppedWorkerGoesOnWithTheTrialThatItWasIn()
    {
        var plain = await RequestAsync(Presets.Default, epochs: 6);
        using var undisturbed = await _parts.Store.OpenAsync((await ProcessAsync(plain, Least)).SnapshotVersion!, Cancellation);
        var run = await RequestAsync(epochs: 6);

        await _parts.StopAtAsync("trial-*", run, tuneBudget: Least);
        var given = await GetAsync(run);
        Directory.EnumerateFiles(_folder.File("runs"), "trial-*", SearchOption.AllDirectories).Count().ShouldBe(1);
        var ended = await ProcessAsync(run, Least);

        (given.State, given.Tuning).ShouldBe((RunState.Queued, null));
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        var trial = (await TrialsAsync(run)).ShouldHaveSingleItem();
        (trial.Recall, trial.Ndcg).ShouldBe((undisturbed.Metadata.Metrics["valid.recall@20"], undisturbed.Metadata.Metrics["valid.ndcg@20"]));
    }

    [Fact]
    public async Task ARunThatIsInterruptedAfterItHasChosenKeepsItsChoice()
    {
        var run = await RequestAsync(epochs: 6);
        await _parts.StopAtAsync("refit-checkpoint", run, tuneBudget: Least);
        var chosen = (await GetAsync(run)).Tuning!;

        // By now another worker's trial may be better: what the run has begun, it ends.
        await _database.ExecuteAsync("update tuning_trials set recall = 0, ndcg = 0");
        var ended = await ProcessAsync(run, Ample);

        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        (ended.Tuning!.Trial, ended.Tuning.Recall).ShouldBe((chosen.Trial, chosen.Recall));
        (await TrialsAsync(run)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ACancelledRunLeavesTheTrialsThatHaveEnded()
    {
        var (first, run) = (await RequestAsync(), await RequestAsync(epochs: 10_000));
        await ProcessAsync(first, Least);
        var working = _parts.Processor(tuneBudget: Ample).ProcessAsync(run, CancellationToken.None);
        await Eventually.IsAsync(async () => (await GetAsync(run)).Progress is { Phase: "tuning", Epoch: >= 1, Epochs: 10_000 });

        await _runs.CancelAsync(run, Cancellation);
        await working;

        (await GetAsync(run)).State.ShouldBe(RunState.Cancelled);
        (await TrialsAsync(first)).Count.ShouldBe(1);
        (await TrialsAsync(run)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.File("runs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunThatLeavesNothingToSearchSaysSo()
    {
        var defaults = SettingsReader.Describe(new TrainingSettings());
        var all = SearchSpace.Read("default").Declared.Keys.ToDictionary(name => name, name => defaults[name], StringComparer.Ordinal);
        var run = (await _runs.RequestAsync(new RunArguments(Presets.Auto, all), idempotencyKey: null, queue: true, Cancellation)).Run.Id;

        var ended = await ProcessAsync(run, Some);

        (ended.State, ended.Error).ShouldBe((RunState.Failed, "There is nothing to search: every setting of the space is fixed."));
    }

    /// <summary>Has a run train the defaults alone.</summary>
    /// <returns>A budget for these and for more, however fast the machine is.</returns>
    private async Task<TimeSpan> EnoughForMoreAsync(long run)
    {
        await ProcessAsync(run, Least);
        return 4 * TimeSpan.FromSeconds((await TrialsAsync(run)).Single().Seconds);
    }

    // Another interaction of a user who has many.
    private Task ChangeDataAsync() => _database.ExecuteAsync(
        """
        insert into interactions (user_id, item_id, event_type, occurred_at)
        select u.id, i.id, 'interaction', now() from (select user_id as id from interactions group by user_id order by count(*) desc, user_id limit 1) u, items i
        where not exists (select from interactions x where x.user_id = u.id and x.item_id = i.id) order by i.id limit 1
        """);

    private async Task<TrainingRun> ProcessAsync(long run, TimeSpan budget)
    {
        await _parts.Processor(tuneBudget: budget).ProcessAsync(run, CancellationToken.None);
        return await GetAsync(run);
    }

    private async Task<long> RequestAsync(string preset = Presets.Auto, int epochs = 3)
    {
        var settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = $"{epochs}", ["KDiffE:Dim"] = "16", ["KDiffE:Patience"] = "10000" };
        return (await _runs.RequestAsync(new RunArguments(preset, settings), idempotencyKey: null, queue: true, Cancellation)).Run.Id;
    }

    private Task<IReadOnlyList<TuningTrial>> TrialsAsync(long run) => _database.Get<TrialStore>().ListOfRunAsync(run, Cancellation);

    private async Task<TrainingRun> GetAsync(long run) => (await _runs.GetAsync(run, Cancellation))!;
}
