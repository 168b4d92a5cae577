using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Hosting;
using KDiffE.Infrastructure.Nodes;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Settings;
using KDiffE.Infrastructure.Telemetry;
using KDiffE.Training.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>The process that trains: a host around the queue, the runs and the housekeeping.</summary>
internal static partial class WorkerHost
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs until the process is asked to stop, or <paramref name="cancellation"/> asks; waits for a database that is not
    /// there yet.
    /// </summary>
    /// <param name="idleExit">Ends too once no run was to be had for so long; null to go on waiting for one.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The device is not there, libtorch does not load, or the database is another version's or another program's;
    /// nothing was changed.
    /// </exception>
    /// <exception cref="IOException">The folder of snapshots or that of runs cannot be written.</exception>
    internal static async Task RunAsync(TimeSpan? idleExit, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSecretFiles().UseCatalogue();
        builder.AddLogging();
        builder.AddTelemetry("kdiffe-worker")
            .AddMetricsListener()
            .AddInfrastructure(builder.Configuration)
            .AddWorkerSettings()
            .AddSettingsCheck()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(provider => DeviceOperators.Open(Setting<DeviceOptions>(provider).Device))
            .AddSingleton<WorkerMeter>()
            .AddSingleton<RunTrainer>()
            .AddSingleton<RunTuning>()
            .AddSingleton<RunGate>()
            .AddSingleton<LightGcnTurn>()
            .AddSingleton<RunPublisher>()
            .AddSingleton<RunPipeline>()
            .AddSingleton<IRunProcessor, RunProcessor>()
            .AddSingleton<SnapshotExtender>()
            .AddNode<WorkerNode>(NodeKind.Worker)
            .AddHostedService<Housekeeping>()
            .AddHostedService<NewItemWatch>()
            .AddRunLog()
            .AddRunProcessing();
        if (idleExit is { } limit)
            builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<IdleExit>(provider, limit));
        // A run is given back with its checkpoint before the process ends.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.StopWithin + TimeSpan.FromSeconds(10));
        using var host = builder.Build();
        try
        {
            await StartAsync(host.Services, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }

        await host.RunToTheEndAsync(cancellation);
    }

    // What is wrong with settings, device or folders stops the worker before it changes the database, and no run later.
    private static async Task StartAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        var device = services.GetRequiredService<IOperators>().Device;
        Setting<RunFolderOptions>(services).CheckWritable();
        await services.GetRequiredService<ISnapshotStore>().CheckWritableAsync(cancellation);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerHost));
        await MigrateAsync(services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), logger, cancellation);
        LogDevice(logger, device.ToString());
    }

    private static async Task MigrateAsync(IDbContextFactory<KDiffEDbContext> contexts, ILogger logger, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await Database.MigrateAsync(contexts, cancellation);
                return;
            }
            catch (Exception error) when (TransientErrors.IsAway(error))
            {
                LogWaiting(logger, TransientErrors.Reason(error), pause.TotalSeconds);
            }

            await Task.Delay(pause, cancellation);
        }
    }

    private static TOptions Setting<TOptions>(IServiceProvider services)
        where TOptions : class => services.GetRequiredService<IOptions<TOptions>>().Value;

    [LoggerMessage(LogLevel.Warning, "The database is not there yet ({Reason}); looking again in {Seconds} s")]
    private static partial void LogWaiting(ILogger logger, string reason, double seconds);

    [LoggerMessage(LogLevel.Information, "Training on {Device}")]
    private static partial void LogDevice(ILogger logger, string device);
}
