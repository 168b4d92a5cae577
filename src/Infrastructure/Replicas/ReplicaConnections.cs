using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>The connections to a replica, which end with the process.</summary>
internal sealed class ReplicaConnections : IAsyncDisposable
{
    // What this process waits for at the primary it waits for at the replica, too, unless that is told otherwise.
    private static readonly string[] Inherited = ["Timeout", "Command Timeout", "Cancellation Timeout"];

    /// <param name="connectionString">Leads to the replica.</param>
    /// <param name="primary">The server that it follows.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public ReplicaConnections(string connectionString, NpgsqlDataSource primary)
    {
        var (own, usual) = (new NpgsqlConnectionStringBuilder(Database.WithKeepAlive(connectionString)), new NpgsqlConnectionStringBuilder(primary.ConnectionString));
        foreach (var key in Inherited)
        {
            if (!own.ShouldSerialize(key) && usual.ShouldSerialize(key))
                own[key] = usual[key];
        }

        var dataSource = NpgsqlDataSource.Create(own);
        var options = new DbContextOptionsBuilder<KDiffEDbContext>();
        options.UseNpgsql(dataSource).UseKDiffESchema();
        Server = new ReadServer(dataSource, new PooledDbContextFactory<KDiffEDbContext>(options.Options));
    }

    /// <summary>What is read from through them.</summary>
    internal ReadServer Server { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DataSource.DisposeAsync();
}
