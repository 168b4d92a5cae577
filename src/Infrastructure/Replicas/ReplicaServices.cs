using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>Registers the replica in a service container.</summary>
public static class ReplicaServices
{
    /// <summary>The connection string of the replica.</summary>
    public const string ConnectionName = "PostgresReplica";

    /// <summary>The configuration key <c>ConnectionStrings:PostgresReplica</c>, as an environment variable.</summary>
    public const string ConnectionVariable = "ConnectionStrings__" + ConnectionName;

    /// <summary>Whether the settings name a replica.</summary>
    public static bool IsUsed(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration.GetConnectionString(ConnectionName));

    /// <summary>Has this process look how the replica is from time to time, for its health and its metrics, where there is one.</summary>
    public static IServiceCollection AddReplicaWatch(this IServiceCollection services, IConfiguration configuration) =>
        IsUsed(configuration) ? services.AddHostedService<ReplicaWatch>() : services;

    /// <summary>Adds what decides where reads go, and the replica where the settings name one.</summary>
    internal static IServiceCollection AddReplicas(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        if (!IsUsed(configuration))
            return services.AddSingleton(provider => new ReadRouter(Primary(provider), Logger(provider)));
        services.AddMetrics();
        services.AddOptions<ReplicaOptions>().Bind(configuration.GetSection(ReplicaOptions.Section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<ReplicaOptions>, ReplicaOptionsRules>()
            .AddSingleton<ReplicaCondition>()
            .AddSingleton<ReplicaMeter>()
            .AddSingleton(provider => new ReplicaConnections(configuration.GetConnectionString(ConnectionName)!, provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton(provider => new Replica(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ReplicaConnections>().Server))
            .AddSingleton(provider => new ReadRouter(
                Primary(provider),
                new ReadRouter.Replication(
                    provider.GetRequiredService<Replica>(), provider.GetRequiredService<IOptions<ReplicaOptions>>().Value,
                    provider.GetRequiredService<ReplicaCondition>(), provider.GetRequiredService<ReplicaMeter>()),
                Logger(provider)));
    }

    private static ReadServer Primary(IServiceProvider provider) =>
        new(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IDbContextFactory<KDiffEDbContext>>());

    private static ILogger<ReadRouter> Logger(IServiceProvider provider) => provider.GetRequiredService<ILogger<ReadRouter>>();
}
