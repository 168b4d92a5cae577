using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Postgres;
using KDiffE.TestKit;
using KDiffE.TestKit.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Network;

/// <summary>The service on a network: PostgreSQL on a machine of its own, and APIs and workers on others, which share a folder.</summary>
public sealed class DistributedSite : IAsyncDisposable
{
    private const int Port = 8080;

    private readonly NetworkLab _lab;
    private readonly PostgresCluster _cluster;
    private readonly string _key;

    private DistributedSite(NetworkLab lab, PostgresCluster cluster, Machine database, Site site, string key) =>
        (_lab, _cluster, Database, Site, _key) = (lab, cluster, database, site, key);

    /// <summary>Where PostgreSQL is.</summary>
    public Machine Database { get; }

    /// <summary>The processes and what they work on.</summary>
    public Site Site { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts PostgreSQL on a network of its own.</summary>
    /// <param name="line">How bad the line to it is; null for a good one.</param>
    public static async Task<DistributedSite> CreateAsync(BadLine? line = null)
    {
        var lab = await NetworkLab.CreateAsync();
        try
        {
            var database = await lab.AddAsync("database", line);
            return await CreateAsync(lab, database, await PostgresCluster.CreateAsync(database.Address, database.Within));
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker on a machine of its own, which is known to be dead or cut off after a few seconds.</summary>
    public async Task<(Machine Machine, CommandProcess Process)> StartWorkerAsync(string name)
    {
        var machine = await _lab.AddAsync(name);
        Site.Within = machine.Within;
        var process = Site.StartWorker(("Training__Silence", "00:00:06"), ("Training__Heartbeat", "00:00:01"), ("Training__CheckpointEvery", "00:00:01"));
        await process.WaitForOutputAsync("Application started", TimeSpan.FromMinutes(2));
        return (machine, process);
    }

    /// <summary>Starts an API on a machine of its own, and waits until it answers.</summary>
    public async Task<(Machine Machine, CommandProcess Process, HttpClient Client)> StartApiAsync(string name)
    {
        var machine = await _lab.AddAsync(name);
        Site.Within = machine.Within;
        var address = new Uri($"http://{machine.Address}:{Port}");
        var process = Site.StartApi(address, environment: "Production");
        var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", _key) } };
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled)).IsSuccessStatusCode, () => process.Output);
        return (machine, process, client);
    }

    /// <summary>Starts a command of <c>kdiffe</c> on a machine of its own.</summary>
    public async Task<(Machine Machine, CommandProcess Process)> StartCommandAsync(string name, params string[] arguments)
    {
        var machine = await _lab.AddAsync(name);
        Site.Within = machine.Within;
        return (machine, Site.StartCommand(arguments));
    }

    /// <summary>Cuts a machine off from the database.</summary>
    public Task CutOffAsync(Machine machine) => NetworkLab.CutAsync(machine, Database);

    /// <summary>Connects it again.</summary>
    public Task MendAsync(Machine machine) => NetworkLab.MendAsync(machine, Database);

    /// <summary>Connects to the database.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_cluster.ConnectionString("kdiffe"));
        await connection.OpenAsync(Cancelled);
        return connection;
    }

    /// <summary>Connections to the database.</summary>
    public NpgsqlDataSource OpenSource() => NpgsqlDataSource.Create(_cluster.ConnectionString("kdiffe"));

    /// <summary>Reads a number out of the database.</summary>
    public async Task<long> CountAsync(string sql) => long.Parse((await _cluster.ExecuteAsync(sql, "kdiffe"))!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _cluster.DisposeAsync();
        await _lab.DisposeAsync();
    }

    private static async Task<DistributedSite> CreateAsync(NetworkLab lab, Machine database, PostgresCluster cluster)
    {
        await cluster.ExecuteAsync("create database kdiffe");
        var site = new Site(cluster.ConnectionString("kdiffe"));
        await site.InitializeAsync();
        await Infrastructure.Postgres.Database.MigrateAsync(site.Get<IDbContextFactory<KDiffEDbContext>>(), Cancelled);
        var key = await site.Get<ApiKeyStore>().CreateAsync("tests", [Role.Admin], expiresAt: null, Cancelled);
        return new DistributedSite(lab, cluster, database, site, key.Text);
    }
}
