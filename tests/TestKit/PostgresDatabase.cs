using System.Diagnostics;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KDiffE.TestKit;

/// <summary>
/// A fresh, migrated database for one test class, dropped at its end. It stands on the server of
/// ConnectionStrings__Postgres, or on the checkout's private one, which is started when it does not run.
/// </summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private static readonly Lazy<string> Server = new(FindServer);

    // Copied in a tenth of a second, where the migrations take a second and more. Another build of them has another one.
    private static readonly string Template = $"kdiffe_template_{typeof(Database).Module.ModuleVersionId:N}";

    private readonly string _name = $"kdiffe_test_{Guid.NewGuid():N}";
    private ServiceProvider _services = null!;

    /// <summary>Leads to the fresh database.</summary>
    public string ConnectionString => On(_name);

    /// <summary>Connections to the fresh database.</summary>
    public NpgsqlDataSource DataSource => Get<NpgsqlDataSource>();

    /// <summary>EF contexts over the fresh database.</summary>
    public IDbContextFactory<KDiffEDbContext> Contexts => Get<IDbContextFactory<KDiffEDbContext>>();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        while (!await TryCopyTemplateAsync())
            await MakeTemplateAsync();
        _services = ServicesOver(ConnectionString);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await OnServerAsync($"drop database {_name} with (force)");
    }

    /// <summary>A service of the infrastructure, over the fresh database.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The services of the infrastructure, over whichever database.</summary>
    /// <param name="connectionString">Leads to it.</param>
    /// <param name="log">Hears what they log; null for nobody.</param>
    /// <param name="more">Further settings.</param>
    public static ServiceProvider ServicesOver(string connectionString, ILoggerProvider? log = null, params (string Name, string Value)[] more)
    {
        var settings = more.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        settings["ConnectionStrings:Postgres"] = connectionString;
        return new ServiceCollection().AddLogging(logs => logs.Services.AddSingleton(log ?? NullLoggerProvider.Instance)).AddMetrics()
            .AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }

    /// <summary>Runs one statement on the fresh database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads the first column of a query on the fresh database.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>What happened to a run, after one of its events.</summary>
    public async Task<IReadOnlyList<RunEvent>> EventsAsync(long run, long after = 0) =>
        (await Get<RunEventReader>().ReadAsync([(run, after)], most: 10_000, TestContext.Current.CancellationToken))[run].Events;

    private async Task<bool> TryCopyTemplateAsync()
    {
        try
        {
            await OnServerAsync($"create database {_name} template {Template}");
            // It outlives no server, so no write has to wait for the disk, which other databases may keep busy.
            await OnServerAsync($"alter database {_name} set synchronous_commit = off");
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    // It gets its name when it is whole, so whoever finds it can use it, and several processes may make it at once.
    private static async Task MakeTemplateAsync()
    {
        var unfinished = $"kdiffe_test_{Guid.NewGuid():N}";
        await OnServerAsync($"create database {unfinished}");
        await using (var services = ServicesOver(On(unfinished)))
            await Database.MigrateAsync(services.GetRequiredService<IDbContextFactory<KDiffEDbContext>>());
        try
        {
            await OnServerAsync($"alter database {unfinished} rename to {Template}");
        }
        // Of two at the same moment, the other one's code.
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            await OnServerAsync($"drop database {unfinished}");
        }

        await DropEarlierTemplatesAsync();
    }

    private static async Task DropEarlierTemplatesAsync()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(On("postgres")) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(@"select datname from pg_database where datname like 'kdiffe\_template\_%' and datname <> $1");
        command.Parameters.AddWithValue(Template);
        var earlier = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                earlier.Add(reader.GetString(0));
        }

        foreach (var name in earlier)
            await OnServerAsync($"drop database if exists {name}");
    }

    private static string On(string database) => new NpgsqlConnectionStringBuilder(Server.Value) { Database = database }.ConnectionString;

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(On("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string FindServer()
    {
        if (Environment.GetEnvironmentVariable(Database.ConnectionVariable) is { Length: > 0 } configured)
            return configured;
        var script = Path.Combine(CheckoutFolder.Root, "eng", "postgres.sh");
        Run(script, "start");
        return Run(script, "url").Trim();
    }

    private static string Run(string script, string verb)
    {
        using var process = Process.Start(new ProcessStartInfo(script, [verb]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{script} {verb} ended with exit code {process.ExitCode}.");
    }
}
