using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Registers the database in a service container.</summary>
public static class DatabaseServices
{
    /// <summary>
    /// Adds the data source, the EF context and what stands on them, for <c>ConnectionStrings:Postgres</c>.
    /// The connection string is read when the first of them is asked for.
    /// </summary>
    public static IServiceCollection AddKDiffEDatabase(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(_ => NpgsqlDataSource.Create(Database.ConnectionString(configuration)))
            .AddDbContext<KDiffEDbContext>((provider, options) =>
                KDiffEDbContext.Configure(options, provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton<TrainingRuns>()
            .AddSingleton<SnapshotCatalog>()
            .AddSingleton<SnapshotRetention>()
            .AddSingleton<SnapshotNotifications>();
}
