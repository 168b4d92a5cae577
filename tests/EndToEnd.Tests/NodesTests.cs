using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Two APIs and a worker, of which one dies.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.ImportAsync(users: 400, items: 200);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task EachIsListedUntilItStopsAndOneThatDiesIsSeenToBeDead()
    {
        var worker = _site.StartWorker();
        using var client = await _site.StartApiAsync();
        var other = _site.StartApi(new Uri($"http://127.0.0.1:{Site.FreePort()}"));
        var run = await _site.RequestAsync(epochs: 10_000);

        await UntilAsync(client, nodes => nodes.Count == 3 && nodes[2]["run"]?.GetValue<long>() == run);
        var nodes = await ListAsync(client);
        await other.SignalAsync("KILL");
        await UntilAsync(client, nodes => nodes.Count == 3 && nodes.Count(node => node["alive"]!.GetValue<bool>()) == 2);
        var traffic = await client.GetFromJsonAsync<JsonObject>(new Uri("/metrics/traffic", UriKind.Relative), Cancelled);
        await worker.SignalAsync("TERM");
        (await worker.WaitForExitAsync(Limit)).ShouldBe(0, worker.Output);
        var left = await ListAsync(client);

        nodes.Select(node => (node["kind"]!.GetValue<string>(), node["device"]?.GetValue<string>())).ShouldBe([("api", null), ("api", null), ("worker", "cpu")]);
        nodes.ShouldAllBe(node => node["alive"]!.GetValue<bool>() && node["host"]!.GetValue<string>() == Environment.MachineName);
        nodes.Select(node => node["processId"]!.GetValue<int>()).ShouldBeUnique();
        traffic!["nodes"]!.GetValue<int>().ShouldBe(1);
        left.Select(node => node["kind"]!.GetValue<string>()).ShouldBe(["api", "api"]);
    }

    private static Task UntilAsync(HttpClient client, Func<List<JsonObject>, bool> condition)
    {
        List<JsonObject> last = [];
        return Eventually.IsAsync(async () => condition(last = await ListAsync(client)), Limit, () => string.Join('\n', last.Select(node => node.ToJsonString())));
    }

    private static async Task<List<JsonObject>> ListAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/nodes", UriKind.Relative), Cancelled);
        // The schema comes a moment after the API.
        return response.IsSuccessStatusCode ? [.. (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["nodes"]!.AsArray().Select(node => node!.AsObject())] : [];
    }
}
