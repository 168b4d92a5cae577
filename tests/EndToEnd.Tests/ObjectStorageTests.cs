using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.TestKit;
using KDiffE.TestKit.ObjectStorage;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Machines that share a database and a bucket and no disk: a worker and two APIs, each with a folder of its own.</summary>
public sealed class ObjectStorageTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private readonly Site _site = new();
    private readonly SwiftServer _storage = new();
    private readonly List<HttpClient> _clients = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(SwiftServer.WhyNot is not null, SwiftServer.WhyNot ?? "");
        await _storage.InitializeAsync();
        await _site.InitializeAsync();
        foreach (var setting in ((string, string)[])
        [
            ("Snapshots__Store", "s3"), ("Snapshots__S3__Endpoint", _storage.Url.ToString()), ("Snapshots__S3__Bucket", SwiftServer.Bucket), ("Snapshots__S3__Prefix", "site/a"),
            ("AWS_ACCESS_KEY_ID", SwiftServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", SwiftServer.Secret), ("AWS_EC2_METADATA_DISABLED", "true"),
        ])
            _site.Settings.Add(setting);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        // Before what may fail: no server outlives its test.
        await _storage.DisposeAsync();
        if (SwiftServer.WhyNot is null)
            await _site.DisposeAsync();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task EveryApiServesWhatAWorkerMadeAndGoesOnWithoutTheStorage()
    {
        await _site.ImportAsync(users: 60, items: 60);
        _site.StartWorker(FolderOf("worker"));
        var first = await StartApiAsync("first");
        var (secondProcess, second) = await StartStoppableApiAsync("second");

        var v1 = await TrainAsync();
        await ServeAsync(v1, first, second);
        var v2 = await TrainAsync();
        await ServeAsync(v2, first, second);

        Directory.Exists(_site.Snapshots).ShouldBeFalse("nobody has the folder that all others would share");
        Directory.GetFiles(_site.PathOf("first/cache")).Select(Path.GetFileName).ShouldBe([$"{v1}.safetensors", $"{v2}.safetensors", "served.txt"], ignoreOrder: true);
        (await StorageStateAsync(first)).ShouldBe("ok");
        var metrics = new MetricsText(await first.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancelled));
        metrics["kdiffe_storage_transfers_total", "direction=\"download\""].ShouldBe(2);
        metrics["kdiffe_storage_failures_total", "direction=\"download\""].ShouldBe(0);
        metrics["kdiffe_storage_transferred_bytes_total", "direction=\"download\""].ShouldBe(
            ((string[])[v1, v2]).Sum(version => new FileInfo(_site.PathOf($"first/cache/{version}.safetensors")).Length));
        metrics.OwnNames.Where(name => name.StartsWith("kdiffe_storage", StringComparison.Ordinal)).ShouldBe(MetricsText.Documented("API, worker").Where(name => name.StartsWith("kdiffe_storage", StringComparison.Ordinal)));
        (await Promtool.FaultsAsync(metrics.Text)).ShouldBeEmpty();
        var healthy = _site.StartCommand("doctor");
        await healthy.WaitForExitAsync(Soon);
        healthy.Output.ShouldContain($"bucket snapshots at {_storage.Url}, 2 snapshots of");

        _storage.Kill();
        await secondProcess.SignalAsync("TERM");
        (await secondProcess.WaitForExitAsync(Soon)).ShouldBe(0);
        (_, second) = await StartStoppableApiAsync("second");
        await ServeAsync(v2, first, second);
        using var rolledBack = await first.PostAsync(new Uri("/snapshots/rollback", UriKind.Relative), content: null, Cancelled);
        rolledBack.EnsureSuccessStatusCode();
        await ServeAsync(v1, first, second);
        var sick = _site.StartCommand("doctor");
        (await sick.WaitForExitAsync(Soon)).ShouldBe(1);
        sick.Output.ShouldContain("Snapshots:S3:Endpoint: bucket snapshots at ");
        var failed = await _site.UntilAsync(await _site.RequestAsync(epochs: 2), run => !run.IsActive, Soon);
        failed.State.ShouldBe(RunState.Failed);
        failed.Error.ShouldNotBeNull().ShouldStartWith("Snapshots:S3:Endpoint: ");
        (await StorageStateAsync(first)).ShouldBe("warning");

        await _storage.StartAsync();
        var v3 = await TrainAsync();
        await ServeAsync(v3, first, second);
        (await StorageStateAsync(first)).ShouldBe("ok");
    }

    private (string, string) FolderOf(string machine) => ("Snapshots__Folder", _site.PathOf(machine));

    private async Task<HttpClient> StartApiAsync(string machine) => (await StartStoppableApiAsync(machine)).Client;

    private async Task<(CommandProcess Process, HttpClient Client)> StartStoppableApiAsync(string machine)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Site.FreePort()}") };
        _clients.Add(client);
        var process = _site.StartApi(client.BaseAddress, settings: FolderOf(machine));
        await Eventually.IsAsync(
            async () => (await client.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled)).IsSuccessStatusCode, Soon, () => process.Output);
        return (process, client);
    }

    private async Task<string> TrainAsync()
    {
        // However good it is, it is to be served.
        var run = await _site.RequestAsync(epochs: 2);
        var ended = await _site.UntilAsync(run, run => !run.IsActive, TimeSpan.FromMinutes(3));
        ended.State.ShouldBe(RunState.Succeeded, ended.Error);
        await _site.Catalog.ActivateAsync(ended.SnapshotVersion!, Cancelled);
        return ended.SnapshotVersion!;
    }

    private static async Task ServeAsync(string version, params HttpClient[] apis)
    {
        foreach (var api in apis)
        {
            await Eventually.IsAsync(
                async () => (await api.GetFromJsonAsync<JsonObject>(new Uri("/health/live", UriKind.Relative), Cancelled))!["snapshotVersion"]?.GetValue<string>() == version, Soon);
            var answer = await api.GetFromJsonAsync<JsonObject>(new Uri("/users/user-01/recommendations?n=3", UriKind.Relative), Cancelled);
            answer!["items"]!.AsArray().Count.ShouldBe(3);
        }
    }

    private static async Task<string> StorageStateAsync(HttpClient api) =>
        (await api.GetFromJsonAsync<JsonObject>(new Uri("/health/ready", UriKind.Relative), Cancelled))!["checks"]!.AsArray()
            .Single(check => check!["name"]!.GetValue<string>() == "storage")!["state"]!.GetValue<string>();
}
