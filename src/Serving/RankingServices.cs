using KDiffE.Domain.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KDiffE.Serving;

/// <summary>Registers the ranking in an application.</summary>
public static class RankingServices
{
    /// <summary>
    /// Adds <see cref="IKDiffERanking"/>, and what loads and follows the snapshot that is served. A setting that is missing or out of
    /// its range ends the start of the application.
    /// </summary>
    /// <param name="services">The application's.</param>
    /// <param name="configure">Says where the snapshots are.</param>
    public static IServiceCollection AddKDiffERanking(this IServiceCollection services, Action<RankingOptions> configure)
    {
        services.AddOptions<RankingOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SnapshotSlot>().AddSingleton<IKDiffERanking, KDiffERanking>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SnapshotFollower>(provider, StoreOf(provider.GetRequiredService<IOptions<RankingOptions>>().Value)));
        return services;
    }

    /// <summary>Adds a health check of the ranking: unhealthy until a snapshot is loaded, degraded while the one that is served cannot be.</summary>
    public static IHealthChecksBuilder AddKDiffERanking(this IHealthChecksBuilder builder) => builder.AddCheck<RankingHealthCheck>("kdiffe");

    private static ISnapshotStore StoreOf(RankingOptions options) => options.Store ?? new FolderSnapshotStore(options.Folder!);
}
