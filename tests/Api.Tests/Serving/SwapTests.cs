using System.Net;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Tests.Serving;

/// <summary>One snapshot follows another while requests come.</summary>
public sealed class SwapTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task NoRequestFailsOrMixesVersionsWhileSnapshotsAreSwapped()
    {
        const int swaps = 8;
        await _service.PublishAsync(Catalogue.Marked("v0", items: 2_000));
        _service.Start();
        await _service.ServesAsync("v0");

        using var done = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(client => AskAsync(client % 2 == 0 ? "/users/ann/recommendations" : "/items/popular")).ToList();
        for (var swap = 1; swap <= swaps; swap++)
        {
            await _service.PublishAsync(Catalogue.Marked($"v{swap}", items: 2_000 + (swap * 100)));
            await _service.ServesAsync($"v{swap}");
        }

        await done.CancelAsync();
        var seen = (await Task.WhenAll(clients)).SelectMany(versions => versions).Distinct(StringComparer.Ordinal).ToList();
        seen.Count.ShouldBeGreaterThan(swaps / 2);

        async Task<HashSet<string>> AskAsync(string path)
        {
            var versions = new HashSet<string>(StringComparer.Ordinal);
            while (!done.IsCancellationRequested)
            {
                var (status, body) = await _service.GetAsync(path);
                status.ShouldBe(HttpStatusCode.OK);
                var version = body["snapshotVersion"]!.GetValue<string>();
                body["items"]!.AsArray().Count.ShouldBe(20);
                body["items"]!.AsArray().ShouldAllBe(item =>
                    item!["id"]!.GetValue<string>().StartsWith(version + "/", StringComparison.Ordinal)
                    && item["name"]!.GetValue<string>().StartsWith(version + " ", StringComparison.Ordinal));
                versions.Add(version);
            }

            return versions;
        }
    }

    [Fact]
    public async Task KeepsServingTheOldSnapshotWhenTheNewOneIsCorrupt()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");

        await new FolderSnapshotStore(_service.Folder).SaveAsync(Catalogue.Content("v2"), TestContext.Current.CancellationToken);
        var file = Path.Combine(_service.Folder, SnapshotFile.NameOf("v2"));
        var sound = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var damaged = (byte[])sound.Clone();
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
        await _service.RegisterAsync(Catalogue.Content("v2").Metadata);

        var body = await _service.EventuallyAsync("/snapshots", b => b["lastRefusal"] is not null);
        body["lastRefusal"]!["version"]!.GetValue<string>().ShouldBe("v2");
        body["lastRefusal"]!["reason"]!.GetValue<string>().ShouldContain("checksum");
        body["served"]!.GetValue<string>().ShouldBe("v1");
        (await _service.GetAsync("/users/ann/recommendations")).Body["snapshotVersion"]!.GetValue<string>().ShouldBe("v1");
        (await _service.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);

        // Once repaired and activated again, it is taken up.
        await File.WriteAllBytesAsync(file, sound, TestContext.Current.CancellationToken);
        await _service.Catalog.ActivateAsync("v2", TestContext.Current.CancellationToken);
        await _service.ServesAsync("v2");
    }

    [Fact]
    public async Task AnotherVersionUnderTheAskedNameIsRefused()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        _service.Start();
        await _service.ServesAsync("v1");

        File.Copy(Path.Combine(_service.Folder, "v1.safetensors"), Path.Combine(_service.Folder, "v2.safetensors"));
        await _service.RegisterAsync(Catalogue.Content("v2").Metadata);
        var body = await _service.EventuallyAsync("/snapshots", b => b["lastRefusal"] is not null);
        body["lastRefusal"]!["reason"]!.GetValue<string>().ShouldContain("it says it is version v1, not v2");
    }

    [Fact]
    public async Task EverySnapshotIsListedWithItsStateAndMetrics()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.PublishAsync(Catalogue.Content("v2"));
        _service.Start();
        await _service.ServesAsync("v2");

        var (_, body) = await _service.GetAsync("/snapshots");
        body["served"]!.GetValue<string>().ShouldBe("v2");
        body["lastRefusal"].ShouldBeNull();
        var snapshots = body["snapshots"]!.AsArray();
        snapshots.Select(Summary).ShouldBe(["v2 fruit active True 0.25", "v1 fruit retired False 0.25"]);
        snapshots[0]!["createdAt"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 31, 10, 15, 0, TimeSpan.Zero));

        static string Summary(JsonNode? s) =>
            $"{s!["version"]} {s["dataset"]} {s["state"]} {s["served"]!.GetValue<bool>()} {s["metrics"]!["test.recall@20"]}";
    }

    [Fact]
    public async Task ARollbackIsOneActivation()
    {
        await _service.PublishAsync(Catalogue.Content("v1"));
        await _service.PublishAsync(Catalogue.Content("v2"));
        _service.Start();
        await _service.ServesAsync("v2");
        await _service.Catalog.ActivateAsync("v1", TestContext.Current.CancellationToken);
        await _service.ServesAsync("v1");
    }
}
