using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Jobs.Hangfire;

/// <summary>Hangfire over PostgreSQL, in a schema of its own. A worker is two servers: one for its training, one for ticks.</summary>
internal sealed class HangfireEngine : ITrainingEngine
{
    public string Name => "hangfire";

    public IServiceCollection AddQueue(IServiceCollection services, string connectionString)
    {
        // Unless a job's time slides, what takes longer is started again.
        var options = new PostgreSqlStorageOptions { UseSlidingInvisibilityTimeout = true, InvisibilityTimeout = TimeSpan.FromMinutes(2) };
        options.QueuePollInterval = TimeSpan.FromSeconds(2);
        // Hangfire's own would be the process's and not the container's.
        services.AddSingleton<JobStorage>(_ => new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(configuration => configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        return services.AddSingleton<ITrainingQueue, HangfireQueue>();
    }

    public IServiceCollection AddWorker(IServiceCollection services, string connectionString) => AddQueue(services, connectionString)
        .AddHangfireServer(options => (options.Queues, options.WorkerCount) = (["train"], 1))
        .AddHangfireServer(options => (options.Queues, options.WorkerCount) = (["tick"], 1));

    public void MapDashboard(IEndpointRouteBuilder endpoints) => endpoints.MapHangfireDashboard();
}

[AutomaticRetry(Attempts = 3, DelaysInSeconds = new[] { 20 })]
internal sealed class HangfireJobs(ITrainingWork work)
{
    [Queue("train")]
    public async Task RunAsync(long run, CancellationToken stopping)
    {
        await work.RunAsync(run, stopping);
        // Work that was told to stop has given the run back: another worker shall have it.
        stopping.ThrowIfCancellationRequested();
    }

    // A recurring job's own parameter holds the second in which it was due.
    [Queue("tick")]
    public Task TickAsync(string name, string cron, PerformContext context, CancellationToken cancellationToken) => work.TickAsync(
        name, CronSchedule.Parse(cron).LastTime(DateTimeOffset.FromUnixTimeSeconds(context.GetJobParameter<long>("Time"))), cancellationToken);
}
