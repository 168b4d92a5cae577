using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;
using KDiffE.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Api.Tests.Catalogues;

/// <summary>One API over three catalogues: the default one, books and films, each with its database and its snapshots.</summary>
public sealed class SeveralCatalogues : IAsyncLifetime
{
    internal static readonly string[] Names = ["default", "books", "films"];

    private readonly Dictionary<string, Service> _places = Names.ToDictionary(name => name, _ => new Service(), StringComparer.Ordinal);
    private WebApplication? _api;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The address of the process.</summary>
    internal HttpClient Client { get; } = new();

    /// <summary>The database and the snapshots of a catalogue.</summary>
    internal Service this[string catalogue] => _places[catalogue];

    /// <summary>What the paths of a catalogue begin with.</summary>
    internal static string At(string catalogue) => catalogue == "default" ? "" : $"/catalogues/{catalogue}";

    /// <summary>The snapshot that is published of a catalogue, all of whose ids begin with its name.</summary>
    internal static SnapshotContent Marked(string catalogue, string version, int items = 30) => Catalogue.Marked($"{catalogue}-{version}", items) with
    {
        UserIds = [$"{catalogue}-ann"],
    };

    public async ValueTask InitializeAsync()
    {
        foreach (var place in _places.Values)
            await place.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        foreach (var place in _places.Values)
            await place.DisposeAsync();
    }

    /// <summary>Publishes version 1 of each catalogue.</summary>
    internal async Task PublishAllAsync(int items = 30)
    {
        foreach (var name in Names)
            await this[name].PublishAsync(Marked(name, "v1", items));
    }

    /// <summary>Starts the process, and waits until it is ready.</summary>
    internal async Task StartAsync(params string[] settings)
    {
        _api = ApiHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Snapshots:PollInterval=00:00:00.200", "--Serilog:WriteTo:0:Name=Console", "--Serilog:WriteTo:0:Args:restrictedToMinimumLevel=Fatal",
            .. Names.SelectMany(Settings), .. settings,
        ]);
        await _api.StartAsync(Cancelled);
        Client.BaseAddress ??= new Uri(_api.Urls.Single());
        await Eventually.IsAsync(async () => (await Client.GetObjectAsync("/health/ready")).Status == HttpStatusCode.OK);
    }

    /// <summary>What the default catalogue's host serves.</summary>
    internal IEnumerable<RouteEndpoint> Routes => _api!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Of which version a user of a catalogue is answered, or the status where there is no answer.</summary>
    internal async Task<string> AskAsync(string catalogue)
    {
        var (status, body) = await GetAsync(catalogue, $"/users/{catalogue}-ann/recommendations");
        return status == HttpStatusCode.OK ? body["snapshotVersion"]!.GetValue<string>() : $"{(int)status}";
    }

    /// <summary>The answer of a catalogue.</summary>
    internal Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string catalogue, string path) => Client.GetObjectAsync(At(catalogue) + path);

    private async Task StopAsync()
    {
        if (_api is not null)
        {
            await _api.StopAsync(CancellationToken.None);
            await _api.DisposeAsync();
        }

        _api = null;
    }

    private IEnumerable<string> Settings(string name)
    {
        var before = name == "default" ? "--" : $"--Catalogues:{name}:";
        return [$"{before}ConnectionStrings:Postgres={this[name].PatientConnectionString}", $"{before}Snapshots:Folder={this[name].Folder}"];
    }
}
