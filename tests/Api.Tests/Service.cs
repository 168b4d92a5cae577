using System.Net;
using System.Text.Json.Nodes;
using Hangfire;
using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace KDiffE.Api.Tests;

/// <summary>The real API on a real port, over a fresh database and a fresh snapshot folder.</summary>
public sealed class Service : IAsyncLifetime
{
    private const int PatienceSeconds = 60;

    private readonly PostgresDatabase _database = new();
    private readonly TemporaryFolder _folder = new();
    private WebApplicationFactory<Program>? _factory;

    public string ConnectionString => _database.ConnectionString;

    /// <summary>The same for a process that waits where one of a user would say that the database does not answer.</summary>
    internal string PatientConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Timeout = PatienceSeconds, CommandTimeout = PatienceSeconds }.ConnectionString;

    public string Folder => _folder.Folder;

    internal SnapshotCatalog Catalog => Get<SnapshotCatalog>();

    public HttpClient Client { get; private set; } = null!;

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A service of the infrastructure, over the database.</summary>
    internal T Get<T>() where T : notnull => _database.Get<T>();

    /// <summary>The version that is served.</summary>
    internal string? Served => _factory!.Services.GetRequiredService<SnapshotHolder>().Version;

    /// <summary>A service of the running API.</summary>
    internal T InApi<T>() where T : notnull => _factory!.Services.GetRequiredService<T>();

    /// <summary>All routes of the running API.</summary>
    internal IEnumerable<RouteEndpoint> Routes => _factory!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Starts the API, by default on this service's own database, which a busy machine may hold up for longer than those of users.</summary>
    public void Start(string? connectionString = null, Action<IWebHostBuilder>? configure = null)
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("ConnectionStrings:Postgres", connectionString ?? PatientConnectionString);
            builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
            builder.UseSetting("Snapshots:Folder", Folder);
            builder.UseSetting("Snapshots:PollInterval", "00:00:00.200");
            // The log of a test that passes says nothing.
            builder.UseSetting("Serilog:WriteTo:0:Name", "Console");
            builder.UseSetting("Serilog:WriteTo:0:Args:restrictedToMinimumLevel", "Fatal");
            configure?.Invoke(builder);
        });
        _factory.UseKestrel();
        _factory.StartServer();
        Client = _factory.CreateClient();
    }

    public async Task StopAsync()
    {
        // Hangfire logs through the process's latest container, which here may end before the others.
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        if (_factory is not null)
            await _factory.DisposeAsync();
        _factory = null;
    }

    /// <summary>Saves and activates a snapshot, as training does.</summary>
    internal async Task PublishAsync(SnapshotContent content)
    {
        await new FolderSnapshotStore(Folder).SaveAsync(content, Cancelled);
        await RegisterAsync(content.Metadata);
    }

    /// <summary>Activates a version, whatever its file may be.</summary>
    internal async Task RegisterAsync(SnapshotMetadata metadata)
    {
        await Catalog.RegisterReadyAsync(metadata, Cancelled);
        await Catalog.ActivateAsync(metadata.Version, Cancelled);
    }

    /// <summary>Leaves the database as it is before the first import.</summary>
    public Task DropSchemaAsync() => _database.ExecuteAsync("drop schema public cascade; create schema public");

    /// <inheritdoc cref="JsonClient.GetObjectAsync"/>
    public Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string path) => Client.GetObjectAsync(path);

    /// <summary>Runs one statement on the service's database.</summary>
    public Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    /// <summary>Reads the first column of a query on the service's database.</summary>
    public Task<List<T>> QueryAsync<T>(string sql) => _database.QueryAsync<T>(sql);

    /// <inheritdoc cref="JsonClient.EventuallyAsync"/>
    public Task<JsonObject> EventuallyAsync(string path, Func<JsonObject, bool> condition) => Client.EventuallyAsync(path, condition);

    public Task ServesAsync(string version) =>
        EventuallyAsync("/health/live", body => body["snapshotVersion"]?.GetValue<string>() == version);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}

/// <summary>A running service without a catalogue, for tests that take back what was there before them.</summary>
public sealed class EmptyService : IAsyncLifetime
{
    public Service Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        Service.Start();
        await Service.EventuallyAsync("/training/runs", body => body["runs"] is not null);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>Forgets every run and every schedule.</summary>
    internal async Task ForgetTrainingAsync()
    {
        await Service.ExecuteAsync("delete from training_runs");
        foreach (var schedule in (await Service.GetAsync("/training/schedules")).Body["schedules"]!.AsArray())
            (await Service.Client.DeleteAsync(new Uri($"/training/schedules/{schedule!["name"]}", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}

/// <summary>A running service that serves <see cref="Catalogue"/>; for tests that change nothing.</summary>
public sealed class FruitService : IAsyncLifetime
{
    public const string Version = "v1";

    public Service Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.PublishAsync(Catalogue.Content(Version));
        Service.Start();
        await Service.ServesAsync(Version);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
