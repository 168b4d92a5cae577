using KDiffE.Infrastructure.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>The worker's settings: the configuration section <c>Training</c>, in parts that lie beside what they govern, and what it shares with the API.</summary>
internal static class WorkerSettings
{
    /// <summary>The section that all parts are read from.</summary>
    internal const string Section = "Training";

    /// <summary>Adds every part, checked before the worker changes anything.</summary>
    internal static IServiceCollection AddWorkerSettings(this IServiceCollection services) => services
        .AddPart<DeviceOptions>()
        .AddPart<RunDataOptions>()
        .AddEvents()
        .AddPart<RunFolderOptions>()
        .AddPart<LeaseOptions>()
        .AddPart<GateOptions>()
        .AddPart<BaselineOptions>()
        .AddPart<TuningOptions>()
        .AddPart<PlacementOptions>()
        .AddPart<RetentionOptions>()
        .AddPart<ShutdownOptions>();

    private static IServiceCollection AddPart<TOptions>(this IServiceCollection services)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>, SettingsValidator<TOptions>>();
    }
}
