using KDiffE.Domain.Runs;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Workers that die, freeze or are told to stop, whatever they are busy with.</summary>
public sealed class KilledWorkerTests : IAsyncLifetime
{
    private const int Epochs = 12;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly (string, string) Often = ("Training__Heartbeat", "00:00:00.100");
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 800, items: 300);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public Task AKillWhileItTrainsIsMadeGoodByAnotherWorker() => KillAsync("training");

    [Theory(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    [InlineData("reading")]
    [InlineData("preparing")]
    [InlineData("evaluating")]
    [InlineData("publishing")]
    public Task AKillInAnyPhaseIsMadeGoodByAnotherWorker(string phase) => KillAsync(phase);

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AKillWhileItTriesSettingsCostsNoTrialThatHadEnded()
    {
        var settings = new Dictionary<string, string> { ["KDiffE:Epochs"] = "4", ["KDiffE:Dim"] = "32" };
        var run = (await _site.Runs.RequestAsync(new RunArguments("auto", settings), idempotencyKey: null, queue: true, Cancelled)).Run.Id;
        var first = _site.StartWorker(Often, ("Training__TuneBudget", "01:00:00"));
        await Eventually.IsAsync(async () => (await TrialsAsync()).Count >= 2, Long, () => first.Output);

        await first.SignalAsync("KILL");
        await first.WaitForExitAsync(Long);
        var before = await TrialsAsync();
        // By now it is spent.
        var second = _site.StartWorker(Often, ("Training__TuneBudget", "00:00:00.001"));
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);

        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 2), second.Output);
        var trials = await TrialsAsync();
        trials.ShouldBe(before);
        trials.Select(trial => trial.Split(' ')[0]).ShouldBe(Enumerable.Range(1, trials.Count).Select(number => $"{number}"));
        ended.Tuning!.Trials.ShouldBe(trials.Count);

        Task<List<string>> TrialsAsync() => _site.Database.QueryAsync<string>("select number || ' ' || coalesce(recall, -1) || ' ' || seconds from tuning_trials order by id");
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerThatWasFrozenWhileAnotherTookOverPublishesNothing()
    {
        var run = await _site.RequestAsync(epochs: 2_000);
        var frozen = _site.StartWorker();
        var taken = await _site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);
        await frozen.SignalAsync("STOP");
        var other = _site.StartWorker();
        await Task.Delay(TimeSpan.FromSeconds(40), Cancelled);
        var over = await _site.GetAsync(run);
        (over.Attempt, over.State).ShouldBe((2, RunState.Running), other.Output);
        over.Worker.ShouldNotBe(taken.Worker);

        await frozen.SignalAsync("CONT");

        await frozen.WaitForOutputAsync($"Run {run} is another worker's now", TimeSpan.FromMinutes(2));
        (await _site.GetAsync(run)).Worker.ShouldBe(over.Worker);
        (await _site.Catalog.ListAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AWorkerThatIsToldToStopGivesItsRunBackWithACheckpoint()
    {
        var run = await _site.RequestAsync(Epochs);
        var first = _site.StartWorker(Often);
        await _site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);

        await first.SignalAsync("TERM");
        await first.WaitForExitAsync(TimeSpan.FromMinutes(2));

        (await _site.GetAsync(run)).State.ShouldBe(RunState.Queued, first.Output);
        first.Output.ShouldContain("with its checkpoint");
        _site.StartWorker(Often);
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 1));
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task AKilledRunIsGoneOnWithBeforeThoseThatWaitAlsoByAWorkerThatStartsAtOnce()
    {
        var run = await _site.RequestAsync(epochs: 40);
        var first = _site.StartWorker(Often);
        await _site.UntilAsync(run, r => r.Progress?.Epoch >= 3, Long);
        var next = await _site.RequestAsync(epochs: 1);

        await first.SignalAsync("KILL");
        await first.WaitForExitAsync(TimeSpan.FromMinutes(2));
        var second = _site.StartWorker(Often);

        var after = await _site.UntilAsync(next, r => !r.IsActive, Long);
        var ended = await _site.GetAsync(run);
        (ended.State, ended.Attempt).ShouldBe((RunState.Succeeded, 2), second.Output);
        after.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(ended.FinishedAt!.Value);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("reading")]
    [InlineData("preparing")]
    [InlineData("training")]
    public async Task ACancellationTakesEffectWithinFiveSeconds(string phase)
    {
        _site.StartWorker();
        await using var obstacle = await Obstacle.PutAsync(_site.Database.ConnectionString, phase);
        var run = await _site.RequestAsync(epochs: 10_000);
        await _site.UntilAsync(run, r => r.Progress?.Phase == phase, Long);

        await _site.Runs.CancelAsync(run, Cancelled);

        var ended = await _site.UntilAsync(run, r => !r.IsActive, TimeSpan.FromSeconds(5));
        ended.State.ShouldBe(RunState.Cancelled);
    }

    private async Task KillAsync(string phase)
    {
        var undisturbed = await _site.RequestAsync(Epochs);
        var first = _site.StartWorker(Often);
        var expected = (await _site.UntilAsync(undisturbed, r => !r.IsActive, Long)).SnapshotVersion!;
        long run;
        await using (var obstacle = await Obstacle.PutAsync(_site.Database.ConnectionString, phase))
        {
            run = await _site.RequestAsync(Epochs);
            // One that is held up while it changes the run's row cannot say so there.
            if (phase is "evaluating" or "publishing")
                await Eventually.IsAsync(obstacle.HoldsSomebodyAsync, Long, () => first.Output);
            else
                await _site.UntilAsync(run, r => r.Progress?.Phase == phase && (phase != "training" || r.Progress.Epoch >= 4), Long);
            await first.SignalAsync("KILL");
            await first.WaitForExitAsync(TimeSpan.FromMinutes(2));
        }

        var killed = (await _site.GetAsync(run)).Worker;
        var second = _site.StartWorker(Often);
        await _site.UntilAsync(run, r => r.Worker != killed, TimeSpan.FromSeconds(60));
        var ended = await _site.UntilAsync(run, r => !r.IsActive, Long);

        // Only what had trained counts as an attempt.
        (int, int) cost = phase is "reading" or "preparing" ? (1, 1) : (2, 0);
        (ended.State, (ended.Attempt, ended.Interruptions), ended.Error).ShouldBe((RunState.Succeeded, cost, null), $"{first.Output}\n{second.Output}");
        using var whole = _site.Open(expected);
        using var resumed = _site.Open(ended.SnapshotVersion!);
        resumed.Metadata.Metrics.ShouldBe(whole.Metadata.Metrics, ignoreOrder: true);
        resumed.ItemEmbeddings.ToArray().ShouldBe(whole.ItemEmbeddings.ToArray());
        (await _site.Database.QueryAsync<int>($"select epoch from epoch_metrics where training_run_id = {run} order by epoch"))
            .ShouldBe(Enumerable.Range(1, Epochs));
    }

    /// <summary>Something in the database that holds a worker up in a phase that would be over at once.</summary>
    private sealed class Obstacle : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection;

        private Obstacle(NpgsqlConnection connection) => _connection = connection;

        internal static async Task<Obstacle> PutAsync(string connectionString, string phase)
        {
            var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(Cancelled);
            var obstacle = new Obstacle(connection);
            switch (phase)
            {
                case "reading":
                    await obstacle.ExecuteAsync("begin; lock table interactions in access exclusive mode");
                    break;
                case "evaluating":
                    await obstacle.HoldAsync("insert");
                    break;
                case "publishing":
                    await obstacle.HoldAsync("update");
                    break;
            }

            return obstacle;
        }

        /// <summary>Whether a worker waits for the lock of the trigger.</summary>
        internal async Task<bool> HoldsSomebodyAsync()
        {
            await using var command = new NpgsqlCommand(
                """
                select exists (select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted
                               and database = (select oid from pg_database where datname = current_database()))
                """, _connection);
            return (bool)(await command.ExecuteScalarAsync(Cancelled))!;
        }

        public async ValueTask DisposeAsync()
        {
            await ExecuteAsync("rollback; drop trigger if exists held on snapshots; select pg_advisory_unlock_all()");
            await _connection.DisposeAsync();
        }

        private Task HoldAsync(string operation) => ExecuteAsync(
            $"""
            create or replace function hold() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(4711); return new; end';
            create trigger held before {operation} on snapshots for each row when (new.state in ('training', 'ready')) execute function hold();
            select pg_advisory_lock(4711)
            """);

        private async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, _connection);
            await command.ExecuteNonQueryAsync(Cancelled);
        }
    }
}
