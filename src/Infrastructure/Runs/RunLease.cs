using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// The right to work on a run. Everything the worker writes names its lease; once another worker has taken the run
/// over, it changes nothing any more (fencing).
/// </summary>
public sealed class RunLease : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly IDbContextFactory<KDiffEDbContext> _contexts;
    private readonly AuditLog _audit;
    private readonly Guid _lease;
    private readonly RunLock _lock;

    internal RunLease(
        NpgsqlDataSource dataSource, IDbContextFactory<KDiffEDbContext> contexts, AuditLog audit, Guid lease, RunLock runLock, TrainingRun run) =>
        (_dataSource, _contexts, _audit, _lease, _lock, Run) = (dataSource, contexts, audit, lease, runLock, run);

    /// <summary>The run as it was claimed.</summary>
    public TrainingRun Run { get; }

    private long RunId => Run.Id;

    /// <summary>Renews the lease, and says how far the work has come.</summary>
    public async Task<HeartbeatAnswer> HeartbeatAsync(RunProgress progress, CancellationToken cancellationToken = default)
    {
        await using var command = _dataSource.CreateCommand(
            """
            update training_runs set heartbeat_at = now(), server_started_at = pg_postmaster_start_time(), phase = $3, progress = $4, epoch = $5, epochs = $6
            where id = $1 and lease = $2 and state = 'running' returning cancel_requested
            """);
        command.Parameters.Add(new() { Value = RunId });
        command.Parameters.Add(new() { Value = _lease });
        command.Parameters.Add(new() { Value = progress.Phase });
        command.Parameters.Add(new() { Value = progress.Fraction });
        command.Parameters.Add(new() { Value = (object?)progress.Epoch ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)progress.Epochs ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => HeartbeatAnswer.Lost,
            true => HeartbeatAnswer.Cancel,
            _ => HeartbeatAnswer.Continue,
        };
    }

    /// <summary>Records which data the run learns from now; figures and settings that it has from other data are forgotten.</summary>
    /// <param name="watermark">The newest change in the data.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> RecordDataAsync(DateTimeOffset? watermark, CancellationToken cancellationToken = default) => ChangeAsync(
        (context, run) =>
        {
            (run.Watermark, run.Tuning) = (watermark, null);
            return context.EpochMetrics.Where(e => e.TrainingRunId == RunId).ExecuteDeleteAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Records the figures of an epoch; those that it had before the run was resumed stay.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="metrics">Serialised as a JSON object.</param>
    /// <param name="score">What the trainer chooses the best epoch by; null for one that was not evaluated.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> RecordEpochAsync(int epoch, object metrics, double? score, double seconds, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            async (context, run) =>
            {
                run.Trained = true;
                if (await context.EpochMetrics.AnyAsync(e => e.TrainingRunId == RunId && e.Epoch == epoch, cancellationToken))
                    return;
                context.EpochMetrics.Add(new EpochMetricsRow
                {
                    TrainingRunId = RunId,
                    Epoch = epoch,
                    Metrics = JsonSerializer.Serialize(metrics, JsonSerializerOptions.Web),
                    Score = score,
                    Seconds = seconds,
                });
                await RunEventLog.AppendAsync(context, RunId, "epoch", metrics, cancellationToken);
            },
            cancellationToken);

    /// <summary>Records a trial of the run's search for settings; one that it had already stays.</summary>
    /// <param name="search">The search, see <see cref="TuningTrialRow.Search"/>.</param>
    /// <param name="fingerprint">The data.</param>
    /// <param name="interactions">How many interactions it was trained on.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> RecordTrialAsync(
        string search, string fingerprint, int interactions, TuningTrial trial, CancellationToken cancellationToken = default) => ChangeAsync(
        (context, run) =>
        {
            run.Trained = true;
            return context.Database.ExecuteSqlAsync(
                $"""
                insert into tuning_trials (training_run_id, search, fingerprint, interactions, number, settings, recall, ndcg, best_epoch, epochs, seconds, error)
                values ({RunId}, {search}, {fingerprint}, {interactions}, {trial.Number}, {JsonSerializer.Serialize(trial.Settings)}::jsonb,
                        {trial.Recall}, {trial.Ndcg}, {trial.BestEpoch}, {trial.Epochs}, {trial.Seconds}, {trial.Error})
                on conflict (search, fingerprint, number) do nothing
                """, cancellationToken);
        },
        cancellationToken);

    /// <summary>Records the settings that the run's search chose.</summary>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> RecordTuningAsync(TuningChoice choice, CancellationToken cancellationToken = default) => ChangeAsync(
        (_, run) =>
        {
            run.Tuning = JsonSerializer.Serialize(choice, JsonSerializerOptions.Web);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Ends the run.</summary>
    /// <param name="state">How: skipped, failed or cancelled; <see cref="PublishAsync"/> makes it succeed.</param>
    /// <param name="error">Why.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    /// <exception cref="ArgumentException">The state is not such an end.</exception>
    public Task<bool> EndAsync(RunState state, string? error = null, CancellationToken cancellationToken = default) =>
        state is RunState.Skipped or RunState.Failed or RunState.Cancelled
            ? ChangeAsync((context, run) => EndAsync(context, run, state, error, snapshotVersion: null, cancellationToken), cancellationToken)
            : throw new ArgumentException($"{state} is no end without a snapshot.", nameof(state));

    /// <summary>Enters the snapshot that is about to be written, so that its file is found if that goes wrong.</summary>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> AnnounceAsync(SnapshotMetadata metadata, CancellationToken cancellationToken = default) => ChangeAsync(
        (context, _) => SnapshotCatalog.EnterAsync(context, metadata, SnapshotState.Training, RunId, cancellationToken), cancellationToken);

    /// <summary>Takes back an announced snapshot that could not be written.</summary>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> WithdrawAsync(string version, CancellationToken cancellationToken = default) => ChangeAsync(
        (context, _) => context.Snapshots.Where(s => s.Version == version).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Ends the run with the snapshot that it announced, whose file is complete and durable by now: makes it the active one
    /// where the verdict allows it, and tells every listener; all or nothing.
    /// </summary>
    /// <param name="version">The snapshot.</param>
    /// <param name="verdict">What the quality gate decided.</param>
    /// <param name="comparedWith">The version of the active snapshot whose figures are in the verdict; null when there was none.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether it is done; else nothing was changed.</returns>
    public async Task<PublishAnswer> PublishAsync(
        string version, GateVerdict verdict, string? comparedWith, CancellationToken cancellationToken = default)
    {
        var answer = PublishAnswer.Lost;
        await ChangeAsync(
            async (context, run) =>
            {
                await SnapshotCatalog.LockAsync(context, cancellationToken);
                var active = await SnapshotCatalog.ActiveAsync(context, cancellationToken);
                if (active != comparedWith)
                {
                    answer = PublishAnswer.ActiveChanged;
                    return;
                }

                await SnapshotCatalog.CompleteAsync(context, version, verdict, cancellationToken);
                if (verdict.Passed)
                {
                    await SnapshotCatalog.ActivateAsync(context, version, cancellationToken);
                    await _audit.AppendAsync(context, AuditAction.SnapshotActivated, version, new { before = active, run = RunId }, cancellationToken);
                }

                (run.Phase, run.Progress) = ("published", 1);
                await EndAsync(context, run, RunState.Succeeded, verdict.Reason, version, cancellationToken);
                await RunNotices.EnterAsync(context, RunId, verdict.Passed ? WebhookEvent.RunSucceeded : WebhookEvent.RunRefused, cancellationToken);
                answer = PublishAnswer.Published;
            },
            cancellationToken);
        return answer;
    }

    /// <summary>Gives the run back to whoever comes next; this attempt does not count.</summary>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    public Task<bool> ReleaseAsync(CancellationToken cancellationToken = default) => ReleaseAsync(0, reason: null, cancellationToken);

    /// <summary>Gives the run back because something around it failed: counts as an interruption, not as an attempt.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    public Task<bool> InterruptAsync(string reason, CancellationToken cancellationToken = default) => ReleaseAsync(1, reason, cancellationToken);

    /// <summary>Lets go of the run's lock, by which others see that its worker lives.</summary>
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    private Task<bool> ReleaseAsync(int interruptions, string? reason, CancellationToken cancellationToken) => ChangeAsync(
        (context, run) =>
        {
            (run.State, run.Lease, run.Attempt, run.Interruptions) = (RunState.Queued, null, run.Attempt - 1, run.Interruptions + interruptions);
            return RunEventLog.AppendStateAsync(context, RunId, RunState.Queued, cancellationToken, reason);
        },
        cancellationToken);

    private static Task EndAsync(
        KDiffEDbContext context, TrainingRunRow run, RunState state, string? error, string? snapshotVersion, CancellationToken cancellationToken)
    {
        (run.State, run.Error, run.SnapshotVersion, run.Lease, run.FinishedAt) = (state, error, snapshotVersion, null, DateTimeOffset.UtcNow);
        return RunEventLog.AppendStateAsync(context, run.Id, state, cancellationToken, error);
    }

    /// <summary>Changes the run's row while nobody else can, if the lease still holds.</summary>
    private async Task<bool> ChangeAsync(Func<KDiffEDbContext, TrainingRunRow, Task> change, CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var held = context.TrainingRuns.FromSql($"select * from training_runs where id = {RunId} and lease = {_lease} and state = 'running' for update");
        if (await held.SingleOrDefaultAsync(cancellationToken) is not { } run)
            return false;
        await change(context, run);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
