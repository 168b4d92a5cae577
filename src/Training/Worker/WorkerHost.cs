using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Training.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>The process that trains: a host around the queue, the work and the housekeeping.</summary>
internal static partial class WorkerHost
{
    /// <summary>Runs until the process is asked to stop, or <paramref name="cancellation"/> asks.</summary>
    internal static async Task RunAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddLogging();
        builder.Services.AddInfrastructure(builder.Configuration);
        builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => DeviceOperators.Open(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Device));
        builder.Services.AddSingleton<TrainingJob>();
        builder.Services.AddSingleton<ITrainingWork, TrainingWork>();
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddTrainingWorker();
        // A run is given back with its checkpoint before the process ends.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<WorkerOptions>>(
            (host, worker) => host.ShutdownTimeout = worker.Value.StopWithin + TimeSpan.FromSeconds(10));
        using var host = builder.Build();
        // A device that is not there stops the worker now, and no run later.
        var device = host.Services.GetRequiredService<IOperators>().Device;
        LogDevice(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerHost)), device.ToString());
        await Database.MigrateAsync(host.Services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), cancellation);
        await host.RunAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Training on {Device}")]
    private static partial void LogDevice(ILogger logger, string device);
}
