using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Registers what reads and writes single rows in a service container.</summary>
internal static class CatalogServices
{
    internal static IServiceCollection AddCatalog(this IServiceCollection services) =>
        services.AddSingleton<ShortTransactions>().AddSingleton<CatalogWriter>().AddSingleton<CatalogQueries>().AddSingleton<VolumeReader>();
}
