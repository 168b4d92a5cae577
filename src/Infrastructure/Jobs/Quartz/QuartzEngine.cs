using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace KDiffE.Infrastructure.Jobs.Quartz;

/// <summary>Quartz over its clustered store, in tables that begin with <c>qrtz_</c>.</summary>
internal sealed class QuartzEngine : ITrainingEngine
{
    internal const string Cluster = "kdiffe";
    internal const string Trainings = "trainings";

    public string Name => "quartz";

    public IServiceCollection AddQueue(IServiceCollection services, string connectionString) =>
        services.AddSingleton<ITrainingQueue, QuartzQueue>().AddQuartz(Cluster, quartz => quartz
            .ConfigureScheduler(options => (options.IdleWaitTime, options.ShutdownJobInterruption) = (TimeSpan.FromSeconds(2), ShutdownJobInterruption.Always))
            // One of a worker's ten threads: a tick finds another.
            .UseExecutionLimits(limits => limits.ForGroup(Trainings, maxConcurrent: 1))
            .UseDefaultRetryPolicy(RetryPolicy.Fixed(3, TimeSpan.FromSeconds(20)))
            .UsePersistentStore(store => store
                .UsePostgres(NpgsqlFactory.Instance, connectionString).UseSystemTextJsonSerializer().ProvisionSchema()
                // Too early does no harm: a run whose worker is only slow cannot be claimed, and is handed over again.
                .UseClustering(cluster => cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10))
                .ConfigureStore(options => (options.MisfireHandlerFrequency, options.RecoverFiringsCancelledByShutdown) = (TimeSpan.FromSeconds(5), true))));

    public IServiceCollection AddWorker(IServiceCollection services, string connectionString) =>
        AddQueue(services, connectionString).AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
}

[ExecutionGroup(QuartzEngine.Trainings)]
internal sealed class TrainingJob(ITrainingWork work) : IJob<long>
{
    public async ValueTask Execute(IJobExecutionContext context, long run, CancellationToken cancellationToken = default)
    {
        await work.RunAsync(run, cancellationToken);
        // Work that was told to stop has given the run back: another worker shall have it.
        cancellationToken.ThrowIfCancellationRequested();
    }
}

internal sealed class TickJob(ITrainingWork work) : IJob<string>
{
    // What takes over from a dead worker comes at a time of its own.
    public async ValueTask Execute(IJobExecutionContext context, string cron, CancellationToken cancellationToken = default) => await work.TickAsync(
        context.JobDetail.Key.Name, CronSchedule.Parse(cron).LastTime(context.ScheduledFireTimeUtc ?? context.FireTimeUtc), cancellationToken);
}
