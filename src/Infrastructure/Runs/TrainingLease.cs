using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>What a heartbeat tells the worker.</summary>
public enum HeartbeatAnswer
{
    /// <summary>Go on.</summary>
    Continue,

    /// <summary>Stop and end the run as cancelled.</summary>
    Cancel,

    /// <summary>The run is somebody else's now: stop at once and touch nothing.</summary>
    Lost,
}

/// <summary>What became of a snapshot that a worker wants to publish.</summary>
public enum PublishAnswer
{
    /// <summary>It is ready, and active if it passed.</summary>
    Published,

    /// <summary>Another snapshot has become active since it was judged: it is to be judged anew.</summary>
    ActiveChanged,

    /// <summary>The run is somebody else's now.</summary>
    Lost,
}

/// <summary>
/// The right to work on a run. Everything the worker writes names its lease; once another worker has taken the run
/// over, it changes nothing any more (fencing).
/// </summary>
public sealed class TrainingLease : IAsyncDisposable
{
    // A worker whose connection is gone is most likely dead, and waited for no longer than for a few heartbeats.
    internal const double SilenceOfTheGone = 1.0 / 3;

    private readonly NpgsqlDataSource _dataSource;
    private readonly Guid _lease;
    private readonly RunLock _lock;

    private TrainingLease(NpgsqlDataSource dataSource, Guid lease, RunLock mark, TrainingRun run) =>
        (_dataSource, _lease, _lock, Run) = (dataSource, lease, mark, run);

    /// <summary>The run as it was claimed.</summary>
    public TrainingRun Run { get; }

    private long RunId => Run.Id;

    /// <summary>
    /// Takes a run up: one that waits, or one whose worker has not been heard of for <paramref name="silence"/>, or for a
    /// third of it when that worker's connection is gone.
    /// </summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="id">The run.</param>
    /// <param name="worker">Who takes it.</param>
    /// <param name="silence">How long a worker may be silent.</param>
    /// <param name="mostAttempts">A run that was taken up as often fails instead.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Null when the run is not to be had.</returns>
    public static async Task<TrainingLease?> ClaimAsync(
        NpgsqlDataSource dataSource, long id, string worker, TimeSpan silence, int mostAttempts, CancellationToken cancellationToken = default)
    {
        var lease = Guid.NewGuid();
        var longest = await RunLock.IsHeldAsync(dataSource, id, cancellationToken) ? silence : silence * SilenceOfTheGone;
        await using var context = KDiffEDbContext.Open(dataSource);
        await using var transaction = await BeginAsync(context, cancellationToken);
        // The database's clock alone: those of two machines may differ by more than a heartbeat.
        var free = context.TrainingRuns.FromSql(
            $"""
            select * from training_runs
            where id = {id} and (state = 'queued' or (state = 'running' and heartbeat_at < now() - {longest}))
            for update
            """);
        if (await free.SingleOrDefaultAsync(cancellationToken) is not { } run)
            return null;
        var (state, reason) = run switch
        {
            { CancelRequested: true } => (TrainingRunState.Cancelled, null),
            _ when run.Attempt >= mostAttempts => (TrainingRunState.Failed, $"{run.Attempt} workers have taken it up and none came to its end."),
            _ => (TrainingRunState.Running, (string?)null),
        };
        (run.State, run.Error) = (state, reason);
        if (state == TrainingRunState.Running)
            (run.Lease, run.Worker, run.Attempt) = (lease, worker, run.Attempt + 1);
        await context.SaveChangesAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            update training_runs set heartbeat_at = now(), started_at = coalesce(started_at, now()),
                   finished_at = case when state <> 'running' then now() end
            where id = {id}
            """, cancellationToken);
        await TrainingEvents.AppendStateAsync(context, id, state, cancellationToken, reason);
        await transaction.CommitAsync(cancellationToken);
        return state == TrainingRunState.Running
            ? new TrainingLease(dataSource, lease, await RunLock.TakeAsync(dataSource, id, cancellationToken), TrainingRuns.Read(run))
            : null;
    }

    /// <summary>A sign of life, with how far the work has come.</summary>
    public async Task<HeartbeatAnswer> HeartbeatAsync(TrainingProgress progress, CancellationToken cancellationToken = default)
    {
        await using var command = _dataSource.CreateCommand(
            """
            update training_runs set heartbeat_at = now(), phase = $3, progress = $4, epoch = $5, epochs = $6
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

    /// <summary>Notes the data that the run learns from now; figures that it has from other data are forgotten.</summary>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> NoteDataAsync(DateTimeOffset? watermark, CancellationToken cancellationToken = default) => ChangeAsync(
        (context, run) =>
        {
            run.Watermark = watermark;
            return context.EpochMetrics.Where(e => e.TrainingRunId == RunId).ExecuteDeleteAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Enters the figures of an epoch; those that it had before the run was resumed stay.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="metrics">Serialised as a JSON object.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> NoteEpochAsync(int epoch, object metrics, double seconds, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            async (context, _) =>
            {
                if (await context.EpochMetrics.AnyAsync(e => e.TrainingRunId == RunId && e.Epoch == epoch, cancellationToken))
                    return;
                context.EpochMetrics.Add(new EpochMetricsRow
                {
                    TrainingRunId = RunId,
                    Epoch = epoch,
                    Metrics = JsonSerializer.Serialize(metrics, JsonSerializerOptions.Web),
                    Seconds = seconds,
                });
                await TrainingEvents.AppendAsync(context, RunId, "epoch", metrics, cancellationToken);
            },
            cancellationToken);

    /// <summary>Ends the run.</summary>
    /// <param name="state">How: skipped, failed or cancelled; <see cref="PublishAsync"/> makes it succeed.</param>
    /// <param name="error">Why.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    /// <exception cref="ArgumentException">The state is not such an end.</exception>
    public Task<bool> EndAsync(TrainingRunState state, string? error = null, CancellationToken cancellationToken = default) =>
        state is TrainingRunState.Skipped or TrainingRunState.Failed or TrainingRunState.Cancelled
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
    /// <param name="judgedBeside">The version of the active snapshot whose figures are in the verdict; null when there was none.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether it is done; else nothing was changed.</returns>
    public async Task<PublishAnswer> PublishAsync(
        string version, GateVerdict verdict, string? judgedBeside, CancellationToken cancellationToken = default)
    {
        var answer = PublishAnswer.Lost;
        await ChangeAsync(
            async (context, run) =>
            {
                await SnapshotCatalog.LockAsync(context, cancellationToken);
                var active = await context.Snapshots.Where(s => s.State == SnapshotState.Active).Select(s => s.Version).SingleOrDefaultAsync(cancellationToken);
                if (active != judgedBeside)
                {
                    answer = PublishAnswer.ActiveChanged;
                    return;
                }

                await SnapshotCatalog.CompleteAsync(context, version, verdict, cancellationToken);
                if (verdict.Passed)
                    await SnapshotCatalog.ActivateAsync(context, version, cancellationToken);
                (run.Phase, run.Progress) = ("published", 1);
                await EndAsync(context, run, TrainingRunState.Succeeded, verdict.Reason, version, cancellationToken);
                answer = PublishAnswer.Published;
            },
            cancellationToken);
        return answer;
    }

    /// <summary>Gives the run back to whoever comes next; this attempt does not count.</summary>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    public Task<bool> GiveBackAsync(CancellationToken cancellationToken = default) => ChangeAsync(
        (context, run) =>
        {
            (run.State, run.Lease, run.Attempt) = (TrainingRunState.Queued, null, run.Attempt - 1);
            return TrainingEvents.AppendStateAsync(context, RunId, TrainingRunState.Queued, cancellationToken);
        },
        cancellationToken);

    /// <summary>Lets go of the mark that a worker is there.</summary>
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    // A process that freezes in the middle would keep the run's row, and with it everybody who wants to take the run over.
    private static async Task<IDbContextTransaction> BeginAsync(KDiffEDbContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"set local idle_in_transaction_session_timeout = '5s'", cancellationToken);
        return transaction;
    }

    private static Task EndAsync(
        KDiffEDbContext context, TrainingRunRow run, TrainingRunState state, string? error, string? snapshotVersion, CancellationToken cancellationToken)
    {
        (run.State, run.Error, run.SnapshotVersion, run.Lease, run.FinishedAt) = (state, error, snapshotVersion, null, DateTimeOffset.UtcNow);
        return TrainingEvents.AppendStateAsync(context, run.Id, state, cancellationToken, error);
    }

    /// <summary>Changes the run's row while nobody else can, if the lease still holds.</summary>
    private async Task<bool> ChangeAsync(Func<KDiffEDbContext, TrainingRunRow, Task> change, CancellationToken cancellationToken)
    {
        await using var context = KDiffEDbContext.Open(_dataSource);
        await using var transaction = await BeginAsync(context, cancellationToken);
        var held = context.TrainingRuns.FromSql($"select * from training_runs where id = {RunId} and lease = {_lease} and state = 'running' for update");
        if (await held.SingleOrDefaultAsync(cancellationToken) is not { } run)
            return false;
        await change(context, run);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
