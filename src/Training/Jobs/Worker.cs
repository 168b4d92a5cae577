using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Training.Jobs;

/// <summary>The process that trains: a host around the queue, the work and the housekeeping.</summary>
internal static class Worker
{
    /// <summary>Runs until the process is asked to stop, or <paramref name="cancellation"/> asks.</summary>
    internal static async Task RunAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddLogging();
        builder.Services.AddKDiffEDatabase(builder.Configuration);
        builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ISnapshotStore>(FolderSnapshotStore.From(builder.Configuration));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TrainingJob>();
        builder.Services.AddSingleton<ITrainingWork, TrainingWork>();
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddTrainingWorker();
        // A run is given back with its checkpoint before the process ends.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<WorkerOptions>>(
            (host, worker) => host.ShutdownTimeout = worker.Value.StopWithin + TimeSpan.FromSeconds(10));
        using var host = builder.Build();
        await Database.MigrateAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), cancellation);
        await host.RunAsync(cancellation);
    }
}
