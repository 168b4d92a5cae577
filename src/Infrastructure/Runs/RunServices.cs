using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Registers training runs in a service container.</summary>
internal static class RunServices
{
    /// <summary>Adds the runs as clients see them, and the leases of those who work on them.</summary>
    internal static IServiceCollection AddRuns(this IServiceCollection services) =>
        services.AddSingleton<RunStore>().AddSingleton<RunLeases>();
}
