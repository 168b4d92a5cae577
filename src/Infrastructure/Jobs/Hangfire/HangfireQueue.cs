using Hangfire;
using Hangfire.States;
using Hangfire.Storage;

namespace KDiffE.Infrastructure.Jobs.Hangfire;

/// <summary>Keeps runs as jobs, with a note of each run's latest job, and schedules as recurring jobs.</summary>
internal sealed class HangfireQueue(JobStorage storage, IBackgroundJobClient jobs, IRecurringJobManager recurring) : ITrainingQueue
{
    public Task EnqueueAsync(long run, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        using var connection = storage.GetConnection();
        using var turn = connection.AcquireDistributedLock(Note(run), TimeSpan.FromSeconds(30));
        if (JobOf(connection, run) is not { } waiting || connection.GetJobData(waiting)?.State != EnqueuedState.StateName)
            connection.SetRangeInHash(Note(run), [new("job", jobs.Enqueue<HangfireJobs>(work => work.RunAsync(run, CancellationToken.None)))]);
    }, cancellationToken);

    public Task CancelAsync(long run, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        using var connection = storage.GetConnection();
        if (JobOf(connection, run) is { } job)
            jobs.Delete(job, fromState: EnqueuedState.StateName);
    }, cancellationToken);

    public Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        // To Hangfire, both day fields must name a day, and to a schedule, either. That a day which both name ticks twice does no harm.
        IReadOnlyList<string> times = cron?.Fields switch
        {
            null => [],
            [var minute, var hour, not "*" and var day, var month, not "*" and var weekday] =>
                [$"{minute} {hour} {day} {month} *", $"{minute} {hour} * {month} {weekday}"],
            var fields => [string.Join(' ', fields)],
        };
        for (var part = 0; part < times.Count; part++)
            recurring.AddOrUpdate<HangfireJobs>($"{name}#{part}", work => work.TickAsync(name, cron!.Expression, null!, CancellationToken.None), times[part]);
        for (var part = times.Count; part < 2; part++)
            recurring.RemoveIfExists($"{name}#{part}");
    }, cancellationToken);

    private static string Note(long run) => $"training-run:{run}";

    private static string? JobOf(IStorageConnection connection, long run) => connection.GetAllEntriesFromHash(Note(run))?.GetValueOrDefault("job");
}
