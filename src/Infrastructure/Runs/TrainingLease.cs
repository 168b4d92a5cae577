using System.Text.Json;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
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

/// <summary>
/// The right to work on a run. Everything the worker writes names its lease; once another worker has taken the run
/// over, it changes nothing any more (fencing).
/// </summary>
public sealed class TrainingLease
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly Guid _lease = Guid.NewGuid();

    private TrainingLease(NpgsqlDataSource dataSource, long runId) => (_dataSource, RunId) = (dataSource, runId);

    /// <summary>The run.</summary>
    public long RunId { get; }

    /// <summary>
    /// Takes a run up: one that waits, or one whose worker has not been heard of for <paramref name="silence"/>.
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
        var lease = new TrainingLease(dataSource, id);
        await using var context = KDiffEDbContext.Open(dataSource);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The database's clock alone: those of two machines may differ by more than a heartbeat.
        var free = context.TrainingRuns.FromSql(
            $"""
            select * from training_runs
            where id = {id} and (state = 'queued' or (state = 'running' and heartbeat_at < now() - {silence}))
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
            (run.Lease, run.Worker, run.Attempt) = (lease._lease, worker, run.Attempt + 1);
        await context.SaveChangesAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            update training_runs set heartbeat_at = now(), started_at = coalesce(started_at, now()),
                   finished_at = case when state <> 'running' then now() end
            where id = {id}
            """, cancellationToken);
        await TrainingEvents.AppendStateAsync(context, id, state, cancellationToken, reason);
        await transaction.CommitAsync(cancellationToken);
        return state == TrainingRunState.Running ? lease : null;
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

    /// <summary>Notes the data that the run learns from.</summary>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> NoteWatermarkAsync(DateTimeOffset? watermark, CancellationToken cancellationToken = default) =>
        ChangeAsync((_, run) => { run.Watermark = watermark; return Task.CompletedTask; }, cancellationToken);

    /// <summary>Enters the figures of an epoch, in place of those that the epoch had before the run was resumed.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="metrics">Serialised as a JSON object.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held.</returns>
    public Task<bool> NoteEpochAsync(int epoch, object metrics, double seconds, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            async (context, _) =>
            {
                await context.EpochMetrics.Where(e => e.TrainingRunId == RunId && e.Epoch == epoch).ExecuteDeleteAsync(cancellationToken);
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
    /// <param name="state">How: succeeded, skipped, failed or cancelled.</param>
    /// <param name="error">Why, for a run that did not succeed.</param>
    /// <param name="snapshotVersion">The snapshot that it made.</param>
    /// <param name="cancellationToken">Stops the entry.</param>
    /// <returns>Whether the lease still held; else nothing was changed.</returns>
    /// <exception cref="ArgumentException">The state is not an end.</exception>
    public Task<bool> EndAsync(TrainingRunState state, string? error = null, string? snapshotVersion = null, CancellationToken cancellationToken = default)
    {
        if (state is TrainingRunState.Queued or TrainingRunState.Running)
            throw new ArgumentException($"{state} is no end.", nameof(state));
        return ChangeAsync(
            (context, run) =>
            {
                (run.State, run.Error, run.SnapshotVersion, run.Lease, run.FinishedAt) = (state, error, snapshotVersion, null, DateTimeOffset.UtcNow);
                return TrainingEvents.AppendStateAsync(context, RunId, state, cancellationToken, error);
            },
            cancellationToken);
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

    /// <summary>Changes the run's row while nobody else can, if the lease still holds.</summary>
    private async Task<bool> ChangeAsync(Func<KDiffEDbContext, TrainingRunRow, Task> change, CancellationToken cancellationToken)
    {
        await using var context = KDiffEDbContext.Open(_dataSource);
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
