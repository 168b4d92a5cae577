using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KDiffE.Domain.Audit;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// Training runs as clients see them: asked for, watched, cancelled. The state of a run is in its row alone; whoever
/// schedules carries the id.
/// </summary>
public sealed class RunStore(
    IDbContextFactory<KDiffEDbContext> contexts, ReadRouter reads, IOptions<RunQueueOptions> options, AuditLog audit)
{
    /// <summary>Asks for a run.</summary>
    /// <param name="arguments">What to train; validated by the caller.</param>
    /// <param name="idempotencyKey">What the client calls the request; null for none.</param>
    /// <param name="queue">Whether to wait behind a run that is active.</param>
    /// <param name="cancellationToken">Stops the request; then there is no new run.</param>
    public async Task<(TrainingRun Run, RequestOutcome Outcome)> RequestAsync(
        RunArguments arguments, string? idempotencyKey, bool queue, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Two requests at once take their turns here; the second then sees the first one's run.
        await context.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey.TrainingRequest})", cancellationToken);
        if (idempotencyKey is not null
            && await context.TrainingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.IdempotencyKey == idempotencyKey, cancellationToken) is { } repeated)
        {
            return (Read(repeated), RequestOutcome.Repeated);
        }

        if (!queue
            && await Active(context).OrderBy(r => r.Id).FirstOrDefaultAsync(cancellationToken) is { } active)
        {
            return (Read(active), RequestOutcome.Busy);
        }

        var waiting = context.TrainingRuns.AsNoTracking().Where(r => r.State == RunState.Queued);
        if (await waiting.CountAsync(cancellationToken) >= options.Value.MaxQueued)
            return (Read(await waiting.OrderBy(r => r.Id).FirstAsync(cancellationToken)), RequestOutcome.Full);

        var row = new TrainingRunRow
        {
            Arguments = JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web),
            IdempotencyKey = idempotencyKey,
            TraceParent = Activity.Current?.Id,
        };
        context.TrainingRuns.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await RunEventLog.AppendStateAsync(context, row.Id, row.State, cancellationToken);
        await audit.AppendAsync(
            context, AuditAction.RunStarted, Number(row.Id), new { arguments.Preset, arguments.Settings, request = idempotencyKey }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Read(row), RequestOutcome.Created);
    }

    /// <summary>A run; null when there is none of this id.</summary>
    public async Task<TrainingRun?> GetAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.TrainingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <summary>The figures of a run, each a JSON object: of its last epoch, of the best one so far, and its snapshot's verdict.</summary>
    public async Task<(string? LastEpoch, string? BestEpoch, string? Verdict)> GetFiguresAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var epochs = context.EpochMetrics.Where(e => e.TrainingRunId == id);
        return (
            await epochs.OrderByDescending(e => e.Epoch).Select(e => e.Metrics).FirstOrDefaultAsync(cancellationToken),
            await epochs.Where(e => e.Score != null).OrderByDescending(e => e.Score).ThenBy(e => e.Epoch)
                .Select(e => e.Metrics).FirstOrDefaultAsync(cancellationToken),
            await context.Snapshots.Where(s => s.TrainingRunId == id && s.Verdict != null).Select(s => s.Verdict).SingleOrDefaultAsync(cancellationToken));
    }

    /// <summary>What a run recorded of its epochs, the first one first.</summary>
    public async Task<IReadOnlyList<EpochFigures>> ListEpochsAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.EpochMetrics.Where(e => e.TrainingRunId == id).OrderBy(e => e.Epoch)
            .Select(e => new EpochFigures(e.TrainingRunId, e.Epoch, e.RecordedAt, e.Seconds, e.Metrics)).ToListAsync(cancellationToken);
    }

    /// <summary>Runs, the newest first.</summary>
    /// <param name="before">Only runs asked for before this one; null for the newest.</param>
    /// <param name="count">The most there shall be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public Task<IReadOnlyList<TrainingRun>> ListAsync(long? before, int count, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(Freshness.Current, (server, cancellation) => ListAsync(server, before, count, cancellation), cancellationToken);

    /// <summary>
    /// Asks a run to stop: one that waits is cancelled, the worker of one that runs hears of it at its next heartbeat.
    /// </summary>
    /// <returns>The run as it is then; null when there is none of this id. One that had ended stays as it was.</returns>
    public async Task<TrainingRun?> CancelAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var waiting = await context.TrainingRuns
            .Where(r => r.Id == id && r.State == RunState.Queued)
            .ExecuteUpdateAsync(
                r => r.SetProperty(x => x.CancelRequested, true).SetProperty(x => x.State, RunState.Cancelled)
                    .SetProperty(x => x.FinishedAt, _ => DateTimeOffset.UtcNow),
                cancellationToken);
        var running = 0;
        if (waiting > 0)
        {
            await RunEventLog.AppendStateAsync(context, id, RunState.Cancelled, cancellationToken);
        }
        else
        {
            running = await context.TrainingRuns.Where(r => r.Id == id && r.State == RunState.Running)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.CancelRequested, true), cancellationToken);
        }

        if (waiting + running > 0)
            await audit.AppendAsync(context, AuditAction.RunCancelled, Number(id), new { }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>As <see cref="CancelAsync"/>, for every run that is in a state at once.</summary>
    /// <param name="state">Queued or running.</param>
    /// <param name="cancellationToken">Stops the request; then no run is asked.</param>
    /// <returns>The runs, in the order of their requests.</returns>
    public async Task<IReadOnlyList<long>> CancelAllAsync(RunState state, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var asked = await context.Database.SqlQuery<long>(
            $"""
            update training_runs set cancel_requested = true, finished_at = case when state = 'queued' then now() end,
                   state = case when state = 'queued' then 'cancelled' else state end
            where state = {state.ToString().ToLowerInvariant()} and state in ('queued', 'running') returning id as "Value"
            """).ToListAsync(cancellationToken);
        asked.Sort();
        foreach (var run in state == RunState.Queued ? asked : [])
            await RunEventLog.AppendStateAsync(context, run, RunState.Cancelled, cancellationToken);
        await audit.AppendAsync(context, AuditAction.RunCancelled, asked.Select(Number), new { }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return asked;
    }

    /// <summary>Runs that a worker may be able to claim, each list in the order in which it is their turn.</summary>
    /// <param name="timeout">How long a lease lasts without a heartbeat.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Those whose lease may have expired; and those that wait, the ones that a worker gave back first.</returns>
    public async Task<(IReadOnlyList<long> Lost, IReadOnlyList<long> Waiting)> ListClaimableAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var expiry = RunLeases.ShortestExpiry(timeout);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // The database's clock was set back: the silence of whoever was heard of later than now begins now, and not when the clock has caught up.
        await context.Database.ExecuteSqlAsync($"update training_runs set heartbeat_at = now() where state = 'running' and heartbeat_at > now()", cancellationToken);
        var lost = await context.Database.SqlQuery<long>(
            $"select id as \"Value\" from training_runs where state = 'running' and heartbeat_at < now() - {expiry} order by id").ToListAsync(cancellationToken);
        var waiting = await context.TrainingRuns.Where(r => r.State == RunState.Queued)
            .OrderBy(r => r.StartedAt == null).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
        return (lost, waiting);
    }

    /// <summary>Runs that a worker has, or had when it was last heard of.</summary>
    internal async Task<IReadOnlyList<long>> ListRunningAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.TrainingRuns.Where(r => r.State == RunState.Running).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<TrainingRun>> ListAsync(ReadServer server, long? before, int count, CancellationToken cancellationToken)
    {
        await using var context = await server.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.TrainingRuns.AsNoTracking()
            .Where(r => before == null || r.Id < before).OrderByDescending(r => r.Id).Take(count).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    private static string Number(long run) => run.ToString(CultureInfo.InvariantCulture);

    private static IQueryable<TrainingRunRow> Active(KDiffEDbContext context) => context.TrainingRuns.AsNoTracking()
        .Where(r => r.State == RunState.Queued || r.State == RunState.Running);

    /// <summary>What a row says.</summary>
    internal static TrainingRun Read(TrainingRunRow row) => new(
        row.Id, row.State,
        ReadArguments(row.Arguments),
        row.Phase is null ? null : new RunProgress(row.Phase, row.Progress, row.Epoch, row.Epochs),
        row.Attempt, row.Interruptions, row.Worker, row.Device, row.HeartbeatAt, row.CancelRequested, row.Watermark, row.Error, row.SnapshotVersion,
        row.CreatedAt, row.StartedAt, row.FinishedAt)
    {
        TraceParent = row.TraceParent,
        Tuning = row.Tuning is null ? null : JsonSerializer.Deserialize<TuningChoice>(row.Tuning, JsonSerializerOptions.Web),
    };

    /// <summary>What is to be trained, from its JSON.</summary>
    internal static RunArguments ReadArguments(string json) =>
        JsonSerializer.Deserialize<RunArguments>(json, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("There are no arguments.");
}
