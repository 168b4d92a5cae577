using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Infrastructure.Changes;

/// <summary>Registers what follows the catalogue in a service container.</summary>
internal static class ChangeServices
{
    /// <summary>Adds the feed of changes, what is popular, and what forgets changes. Needs a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddChanges(this IServiceCollection services) =>
        services.AddSingleton<CatalogFeed>().AddSingleton<PopularityReader>().AddSingleton<ChangeRetention>();
}
