using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Export;

/// <summary>Registers exports in a service container.</summary>
internal static class ExportServices
{
    /// <summary>Adds what writes the database as a folder.</summary>
    internal static IServiceCollection AddExport(this IServiceCollection services) => services.AddSingleton<RecBoleExport>();
}
