using Hangfire;
using Hangfire.States;
using Hangfire.Storage;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Keeps runs as jobs, with a note of each run's latest job, and schedules as recurring jobs.</summary>
internal sealed class HangfireQueue(NpgsqlDataSource dataSource, JobStorage storage, IBackgroundJobClient jobs, IRecurringJobManager recurring) : IRunQueue
{
    // A run that waits for longer gets a second job, which finds nothing to do.
    private static readonly TimeSpan KeepNotes = TimeSpan.FromDays(7);
    private static readonly TimeSpan LockWithin = TimeSpan.FromSeconds(30);

    public Task PrepareAsync(CancellationToken cancellationToken = default) => HangfireStorage.PrepareAsync(dataSource, cancellationToken);

    public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        using var connection = storage.GetConnection();
        using var turn = connection.AcquireDistributedLock(Note(run), LockWithin);
        if (JobOf(connection, run) is { } waiting && connection.GetJobData(waiting)?.State == EnqueuedState.StateName)
            return;
        var job = jobs.Enqueue<HangfireJobs>(work => work.RunAsync(run, CancellationToken.None));
        using var note = (JobStorageTransaction)connection.CreateWriteTransaction();
        note.SetRangeInHash(Note(run), [new("job", job)]);
        note.ExpireHash(Note(run), KeepNotes);
        note.Commit();
    }, cancellationToken);

    public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        using var connection = storage.GetConnection();
        if (JobOf(connection, run) is { } job)
            jobs.Delete(job, fromState: EnqueuedState.StateName);
    }, cancellationToken);

    public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        if (cron is null)
        {
            recurring.RemoveIfExists(name);
            return;
        }

        recurring.AddOrUpdate<HangfireJobs>(
            name,
            work => work.TickAsync(name, cron.Expression, cron.TimeZone.Id, null!, CancellationToken.None),
            cron.Expression,
            // Times that passed while no worker was there are told as one.
            new RecurringJobOptions { TimeZone = cron.TimeZone, MisfireHandling = MisfireHandlingMode.Relaxed });
    }, cancellationToken);

    private static string Note(long run) => $"training-run:{run}";

    private static string? JobOf(IStorageConnection connection, long run) => connection.GetAllEntriesFromHash(Note(run))?.GetValueOrDefault("job");
}
