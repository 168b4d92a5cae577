using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Import;

/// <summary>Registers imports in a service container.</summary>
internal static class ImportServices
{
    /// <summary>Adds what brings folders and triples into the database.</summary>
    internal static IServiceCollection AddImport(this IServiceCollection services) =>
        services.AddSingleton<RecBoleImport>().AddSingleton<ItemTripleTables>();
}
