using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.TestKit.Clusters;

/// <summary>A migrated database on a server of its own, and a standby that streams from it.</summary>
public sealed class ReplicatedDatabase : IAsyncLifetime
{
    private const string Name = "kdiffe";

    /// <summary>The server that takes writes.</summary>
    public PostgresCluster Primary { get; private set; } = null!;

    /// <summary>The one that follows it.</summary>
    public PostgresCluster Standby { get; private set; } = null!;

    /// <summary>Leads to the database at the primary.</summary>
    public string ConnectionString => Primary.ConnectionString(Name);

    /// <summary>Leads to it at the standby.</summary>
    public string ReplicaConnectionString => Standby.ConnectionString(Name);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Primary = await PostgresCluster.CreateAsync();
        await Primary.ExecuteAsync($"create database {Name}");
        await using (var services = PostgresDatabase.ServicesOver(ConnectionString))
            await Database.MigrateAsync(services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>());
        Standby = await Primary.CreateStandbyAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
    }

    /// <summary>Writes at the primary.</summary>
    public Task<string?> ExecuteAsync(string sql) => Primary.ExecuteAsync(sql, Name);

    /// <summary>Has the standby hear of everything from now on and show nothing of it, until <see cref="ResumeAsync"/>.</summary>
    public async Task PauseAsync()
    {
        await CatchUpAsync();
        await Standby.ExecuteAsync("select pg_wal_replay_pause()", Name);
        await Eventually.IsAsync(async () => await Standby.ExecuteAsync("select pg_get_wal_replay_pause_state()", Name) == "paused");
    }

    /// <summary>Has the standby show what it has heard of since.</summary>
    public async Task ResumeAsync()
    {
        await Standby.ExecuteAsync("select pg_wal_replay_resume()", Name);
        await CatchUpAsync();
    }

    /// <summary>Waits until the standby has everything that the primary has.</summary>
    public async Task CatchUpAsync()
    {
        var position = await ExecuteAsync("select pg_current_wal_lsn()::text");
        await Eventually.IsAsync(
            async () => await Standby.ExecuteAsync($"select pg_last_wal_replay_lsn() >= '{position}'::pg_lsn", Name) == "True");
    }
}
