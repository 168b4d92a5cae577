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

/// <summary>The process that trains: a host around the queue, the runs and the housekeeping.</summary>
internal static partial class WorkerHost
{
    /// <summary>Runs until the process is asked to stop, or <paramref name="cancellation"/> asks.</summary>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The device is not there, libtorch does not load, or the database is another version's; nothing was changed.
    /// </exception>
    internal static async Task RunAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddLogging();
        builder.Services
            .AddInfrastructure(builder.Configuration)
            .AddWorkerSettings()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(provider => DeviceOperators.Open(Setting<DeviceOptions>(provider).Device))
            .AddSingleton(provider => Setting<GateOptions>(provider).ToGate())
            .AddSingleton<RunGate>()
            .AddSingleton<RunPublisher>()
            .AddSingleton<RunPipeline>()
            .AddSingleton<IRunProcessor, RunProcessor>()
            .AddHostedService<Housekeeping>()
            .AddRunProcessing();
        // A run is given back with its checkpoint before the process ends.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.StopWithin + TimeSpan.FromSeconds(10));
        using var host = builder.Build();
        await StartAsync(host.Services, cancellation);
        await host.RunAsync(cancellation);
    }

    // What is wrong with the settings or the device stops the worker before it changes the database, and no run later.
    private static async Task StartAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        var device = services.GetRequiredService<IOperators>().Device;
        await Database.MigrateAsync(services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>(), cancellation);
        LogDevice(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerHost)), device.ToString());
    }

    private static TOptions Setting<TOptions>(IServiceProvider services)
        where TOptions : class => services.GetRequiredService<IOptions<TOptions>>().Value;

    [LoggerMessage(LogLevel.Information, "Training on {Device}")]
    private static partial void LogDevice(ILogger logger, string device);
}
