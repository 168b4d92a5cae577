using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Gives workers the right to work on runs.</summary>
public sealed class RunLeases(NpgsqlDataSource dataSource, IDbContextFactory<KDiffEDbContext> contexts)
{
    // A worker whose connection is gone is most likely dead, and waited for no longer than for a few heartbeats.
    private const double ShareWhenDisconnected = 1.0 / 3;

    /// <summary>The shortest time without a heartbeat after which a lease may have expired.</summary>
    /// <param name="timeout">How long a lease lasts without a heartbeat.</param>
    internal static TimeSpan ShortestExpiry(TimeSpan timeout) => timeout * ShareWhenDisconnected;

    /// <summary>
    /// Claims a run: one that waits, or one whose lease has expired. A lease expires when its worker's last heartbeat is
    /// <paramref name="timeout"/> old, or a third of it when that worker's connection is gone.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="worker">Who claims it.</param>
    /// <param name="device">Where it would be trained.</param>
    /// <param name="timeout">How long a lease lasts without a heartbeat.</param>
    /// <param name="maxAttempts">A run that was claimed as often fails instead.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Null when the run is not to be had.</returns>
    public async Task<RunLease?> ClaimAsync(
        long id, string worker, string device, TimeSpan timeout, int maxAttempts, CancellationToken cancellationToken = default)
    {
        var lease = Guid.NewGuid();
        var expiry = await RunLock.IsHeldAsync(dataSource, id, cancellationToken) ? timeout : ShortestExpiry(timeout);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await RunLease.BeginAsync(context, cancellationToken);
        // The database's clock alone: those of two machines may differ by more than a heartbeat.
        var free = context.TrainingRuns.FromSql(
            $"""
            select * from training_runs
            where id = {id} and (state = 'queued' or (state = 'running' and heartbeat_at < now() - {expiry}))
            for update
            """);
        if (await free.SingleOrDefaultAsync(cancellationToken) is not { } run)
            return null;
        var (state, reason) = run switch
        {
            { CancelRequested: true } => (RunState.Cancelled, null),
            _ when run.Attempt >= maxAttempts => (RunState.Failed, $"{run.Attempt} workers have taken it up and none came to its end."),
            _ => (RunState.Running, (string?)null),
        };
        (run.State, run.Error) = (state, reason);
        if (state == RunState.Running)
            (run.Lease, run.Worker, run.Device, run.Attempt) = (lease, worker, device, run.Attempt + 1);
        await context.SaveChangesAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            update training_runs set heartbeat_at = now(), started_at = coalesce(started_at, now()),
                   finished_at = case when state <> 'running' then now() end
            where id = {id}
            """, cancellationToken);
        await RunEventLog.AppendStateAsync(context, id, state, cancellationToken, reason);
        await transaction.CommitAsync(cancellationToken);
        return state == RunState.Running
            ? new RunLease(dataSource, contexts, lease, await RunLock.TakeAsync(dataSource, id, cancellationToken), RunStore.Read(run))
            : null;
    }
}
