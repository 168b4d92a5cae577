using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Prune;

/// <summary>Registers pruning in a service container.</summary>
internal static class PruneServices
{
    /// <summary>Adds what takes rows out of the database.</summary>
    internal static IServiceCollection AddPrune(this IServiceCollection services) => services.AddSingleton<CatalogPruning>();
}
