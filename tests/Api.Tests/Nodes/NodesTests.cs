using System.Text.Json.Nodes;
using KDiffE.Infrastructure.Nodes;

namespace KDiffE.Api.Tests.Nodes;

/// <summary>APIs tell of themselves and of each other.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private readonly Service _service = new();
    private readonly Service _other = new();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.PublishAsync(Catalogue.Content("v1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _other.StopAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task ListsWhatRunsAndNotWhatWasStoppedInOrder()
    {
        _service.Start();
        await _service.ServesAsync("v1");
        var alone = (await NodesAsync(1))[0];
        // It has no snapshots.
        _other.Start(_service.ConnectionString, builder => builder.UseSetting("Snapshots:Folder", Path.Combine(_service.Folder, "none")));
        var both = await NodesAsync(2, nodes => nodes.All(node => node["degraded"] is not null || node["snapshotVersion"] is not null));
        await _other.StopAsync();
        var left = (await NodesAsync(1))[0];

        alone.Select(member => member.Key).ShouldBe(
            ["id", "kind", "host", "processId", "version", "startedAt", "lastSeenAt", "alive", "snapshotVersion", "device", "run", "degraded", "traffic"]);
        Text(alone, "kind").ShouldBe("api");
        Text(alone, "host").ShouldBe(Environment.MachineName);
        alone["processId"]!.GetValue<int>().ShouldBe(Environment.ProcessId);
        Text(alone, "version").ShouldBe(NodeIdentity.ProductVersion);
        alone["alive"]!.GetValue<bool>().ShouldBeTrue();
        Text(alone, "snapshotVersion").ShouldBe("v1");
        (Text(alone, "device"), Text(alone, "run"), Text(alone, "degraded")).ShouldBe((null, null, null));
        alone["traffic"]!["answers"]!.AsObject().Count.ShouldBe(5);
        (DateTimeOffset.UtcNow - alone["startedAt"]!.GetValue<DateTimeOffset>()).TotalMinutes.ShouldBeInRange(-0.5, 2);
        both.Count(node => Text(node, "degraded") is { Length: > 0 } && node["snapshotVersion"] is null).ShouldBe(1);
        both.Select(node => Text(node, "id")).Distinct().Count().ShouldBe(2);
        Text(left, "id").ShouldBe(Text(alone, "id"));
    }

    [Fact]
    public async Task OneThatIsNotHeardOfIsListedAsNotAlive()
    {
        _service.Start();
        await NodesAsync(1);
        await _service.ExecuteAsync(
            "insert into nodes (id, kind, host, process_id, version, started_at, last_seen_at, device, run) values (gen_random_uuid(), 'worker', 'far', 7, '0.9', now() - interval '2 hours', now() - interval '1 hour', 'cuda:0', 17)");

        var silent = (await NodesAsync(2))[1];

        (Text(silent, "kind"), Text(silent, "device"), silent["run"]!.GetValue<long>(), silent["alive"]!.GetValue<bool>()).ShouldBe(("worker", "cuda:0", 17, false));
        silent["traffic"].ShouldBeNull();
    }

    private async Task<IReadOnlyList<JsonObject>> NodesAsync(int count, Func<IReadOnlyList<JsonObject>, bool>? condition = null)
    {
        var answer = await _service.EventuallyAsync("/nodes", body => Read(body) is { } nodes && nodes.Count == count && condition?.Invoke(nodes) != false);
        return Read(answer);

        static IReadOnlyList<JsonObject> Read(JsonObject body) => [.. body["nodes"]?.AsArray().Select(node => node!.AsObject()) ?? []];
    }

    private static string? Text(JsonObject node, string name) => node[name]?.GetValue<string>();
}
