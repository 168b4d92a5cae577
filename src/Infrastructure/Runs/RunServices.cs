using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Registers training runs in a service container.</summary>
internal static class RunServices
{
    /// <summary>Adds the runs as clients see them, and the leases of those who work on them.</summary>
    internal static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RunQueueOptions>().Bind(configuration.GetSection(RunQueueOptions.Section))
            .Validate(
                options => options.MaxQueued is >= 1 and <= RunQueueOptions.MostQueued,
                $"{RunQueueOptions.Section}:{nameof(RunQueueOptions.MaxQueued)} must be from 1 to {RunQueueOptions.MostQueued}.")
            .ValidateOnStart();
        return services.AddSingleton<RunStore>().AddSingleton<RunEventReader>().AddSingleton<RunLogStore>().AddSingleton<RunLeases>().AddSingleton<TrialStore>();
    }
}
