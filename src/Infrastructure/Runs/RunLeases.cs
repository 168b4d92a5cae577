using System.Diagnostics;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Audit;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Gives workers the right to work on runs.</summary>
public sealed class RunLeases(NpgsqlDataSource dataSource, IDbContextFactory<KDiffEDbContext> contexts, RunStore runs, AuditLog audit)
{
    // A worker whose connection is gone is most likely dead, and waited for no longer than for a few heartbeats.
    private const double ShareWhenDisconnected = 1.0 / 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>The shortest time without a heartbeat after which a lease may have expired.</summary>
    /// <param name="timeout">How long a lease lasts without a heartbeat.</param>
    internal static TimeSpan ShortestExpiry(TimeSpan timeout) => timeout * ShareWhenDisconnected;

    /// <summary>
    /// Claims the run whose turn it is: one that was taken up and lost, then one that was given back, then the oldest that
    /// waits. Where a worker has just lost its connection, the others are held back until it is heard of or its run is free.
    /// </summary>
    /// <param name="worker">Who claims it.</param>
    /// <param name="device">Where it would be trained.</param>
    /// <param name="limits">When leases expire, and how often a run may be claimed.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Null when no run is to be had.</returns>
    public async Task<RunLease?> ClaimFirstAsync(string worker, string device, ClaimLimits limits, CancellationToken cancellationToken = default)
    {
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(LookEvery, cancellationToken))
        {
            var (lost, waiting) = await runs.ListClaimableAsync(limits.Silence, cancellationToken);
            foreach (var id in lost)
            {
                if (await ClaimAsync(id, worker, device, limits, cancellationToken) is { } lease)
                    return lease;
            }

            // A worker that lives without its lock, as after a restart of the database, holds nobody back for longer.
            if (waiting.Count > 0 && Stopwatch.GetElapsedTime(start) <= ShortestExpiry(limits.Silence) && await IsBeingLostAsync(cancellationToken))
                continue;
            foreach (var id in waiting)
            {
                if (await ClaimAsync(id, worker, device, limits, cancellationToken) is { } lease)
                    return lease;
            }

            return null;
        }
    }

    /// <summary>
    /// Claims a run: one that waits, or one whose lease has expired. A lease expires when its worker's last heartbeat is
    /// as old as the limits say; the time in which the database was away does not count.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="worker">Who claims it.</param>
    /// <param name="device">Where it would be trained.</param>
    /// <param name="limits">When its lease expires, and how often it may be claimed.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Null when the run is not to be had.</returns>
    public async Task<RunLease?> ClaimAsync(
        long id, string worker, string device, ClaimLimits limits, CancellationToken cancellationToken = default)
    {
        var lease = Guid.NewGuid();
        var expiry = await RunLock.IsHeldAsync(dataSource, id, cancellationToken) ? limits.Silence : ShortestExpiry(limits.Silence);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The database's clock alone: those of two machines may differ by more than a heartbeat.
        var free = context.TrainingRuns.FromSql(
            $"""
            select * from training_runs
            where id = {id} and (state = 'queued' or (state = 'running' and heartbeat_at < now() - {expiry}
                and (server_started_at is not distinct from pg_postmaster_start_time() or pg_postmaster_start_time() < now() - {expiry})))
            for update
            """);
        if (await free.SingleOrDefaultAsync(cancellationToken) is not { } run)
            return null;
        if (run.State == RunState.Running && (!run.Trained || run.ServerStartedAt != await ServerStartAsync(context, cancellationToken)))
            (run.Attempt, run.Interruptions) = (run.Attempt - 1, run.Interruptions + 1);
        var (state, reason) = Decide(run, limits);
        (run.State, run.Error) = (state, reason);
        if (state == RunState.Running)
            (run.Lease, run.Worker, run.Device, run.Attempt, run.Trained) = (lease, worker, device, run.Attempt + 1, false);
        await context.SaveChangesAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            update training_runs set heartbeat_at = now(), server_started_at = pg_postmaster_start_time(), started_at = coalesce(started_at, now()),
                   finished_at = case when state <> 'running' then now() end
            where id = {id}
            """, cancellationToken);
        await RunEventLog.AppendStateAsync(context, id, state, cancellationToken, reason);
        await transaction.CommitAsync(cancellationToken);
        return state == RunState.Running
            ? new RunLease(dataSource, contexts, audit, lease, await RunLock.TakeAsync(dataSource, id, cancellationToken), RunStore.Read(run))
            : null;
    }

    private static (RunState State, string? Reason) Decide(TrainingRunRow run, ClaimLimits limits) => run switch
    {
        { CancelRequested: true } => (RunState.Cancelled, null),
        _ when run.Attempt >= limits.Attempts => (RunState.Failed, $"{run.Attempt} workers have trained it and none came to its end."),
        _ when run.Interruptions >= limits.Interruptions =>
            (RunState.Failed, $"{run.Interruptions} times it was interrupted, before its first epoch ended or with the database; the logs of its workers say more."),
        _ => (RunState.Running, null),
    };

    private async Task<bool> IsBeingLostAsync(CancellationToken cancellationToken)
    {
        foreach (var run in await runs.ListRunningAsync(cancellationToken))
        {
            if (!await RunLock.IsHeldAsync(dataSource, run, cancellationToken))
                return true;
        }

        return false;
    }

    private static async Task<DateTimeOffset> ServerStartAsync(KDiffEDbContext context, CancellationToken cancellationToken) =>
        (await context.Database.SqlQuery<DateTimeOffset>($"select pg_postmaster_start_time() as \"Value\"").ToListAsync(cancellationToken)).Single();
}
