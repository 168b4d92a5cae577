using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace KDiffE.Infrastructure.Jobs.Quartz;

/// <summary>Keeps runs and schedules as triggers in the database.</summary>
internal sealed class QuartzQueue([FromKeyedServices(QuartzEngine.Cluster)] ISchedulerFactory schedulers, ISchedulerRuntime runtime) : ITrainingQueue
{
    public async Task EnqueueAsync(long run, CancellationToken cancellationToken = default)
    {
        var (scheduler, key) = (await SchedulerAsync(cancellationToken), RunKey(run));
        var once = new OneOffJobOptions { Name = key.Name, Group = key.Group, OnConflict = TriggerConflict.Keep, RequestRecovery = true };
        // A run that waits for long keeps its place: it is late, not missed.
        once = once with { MisfireInstruction = SimpleTriggerMisfireInstruction.IgnoreMisfires };
        await scheduler.ScheduleJob<TrainingJob, long>(run, TimeSpan.Zero, once, cancellationToken);
    }

    public async Task CancelAsync(long run, CancellationToken cancellationToken = default)
    {
        var (scheduler, key) = (await SchedulerAsync(cancellationToken), RunKey(run));
        // Without its trigger, a run that executes would be lost with its worker.
        if (await scheduler.GetTriggerState(key, cancellationToken) == TriggerState.Normal)
            await scheduler.UnscheduleJob(key, cancellationToken);
    }

    public async Task SetScheduleAsync(string name, CronSchedule? cron, CancellationToken cancellationToken = default)
    {
        var (scheduler, key) = (await SchedulerAsync(cancellationToken), new TriggerKey(name, "schedules"));
        if (cron is null)
            await scheduler.UnscheduleJob(key, cancellationToken);
        // A schedule that stands keeps its place, and with it a tick for which no worker was there.
        else if (await scheduler.GetTrigger(key, cancellationToken) is not ICronTrigger old || old.CronExpressionString != cron.Times.CronExpressionString)
            await scheduler.ScheduleJob(
                JobBuilder.Create<TickJob>().WithIdentity(name, key.Group).RequestRecovery().UsingInput(cron.Expression).Build(),
                TriggerBuilder.Create().WithIdentity(key).WithCronSchedule(cron.Times).Build(), ScheduleJobOptions.Replacing, cancellationToken);
    }

    private static TriggerKey RunKey(long run) => new($"run-{run}", QuartzEngine.Trainings);

    private async Task<IScheduler> SchedulerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await schedulers.GetScheduler(cancellationToken);
        }
        catch (SchedulerException)
        {
            // One that found no database when it was made never recovers; another one may.
            return await runtime.Restart(QuartzEngine.Cluster, SchedulerRestartOptions.WithoutStarting, cancellationToken);
        }
    }
}
