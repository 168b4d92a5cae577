using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>Snapshots follow each other while two APIs are asked without a pause.</summary>
public sealed class SwapUnderLoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Publishes = 50;
    private const int Users = 200;
    private const int Items = 2_000;
    private const int Dim = 64;
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task FiftyPublishesFailNoRequestMixNoVersionsAndReachEveryApiWithinFiveSeconds()
    {
        var publisher = new SnapshotPublisher(new FolderSnapshotStore(_site.Snapshots), HeldOutTwins.Beside(_site.Snapshots), _site.Catalog);
        await publisher.PublishAsync(Content("v0"), cancellationToken: Cancelled);
        using var first = await _site.StartApiAsync();
        using var second = await _site.StartApiAsync();
        HttpClient[] apis = [first, second];
        foreach (var api in apis)
            await ServesAsync(api, "v0", TimeSpan.FromSeconds(30));

        var answers = new ConcurrentBag<Answer>();
        var watch = Stopwatch.StartNew();
        using var done = new CancellationTokenSource();
        var clients = apis.SelectMany(api => Enumerable.Range(0, 2).Select(client => Task.Run(() => AskAsync(api, client, watch, answers, done.Token), Cancelled))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(3), Cancelled);
        var began = watch.Elapsed;
        for (var k = 1; k <= Publishes; k++)
        {
            await publisher.PublishAsync(Content($"v{k}"), cancellationToken: Cancelled);
            foreach (var api in apis)
                await ServesAsync(api, $"v{k}", TimeSpan.FromSeconds(5));
        }

        var ended = watch.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(3), Cancelled);
        await done.CancelAsync();
        await Task.WhenAll(clients);

        answers.Where(answer => answer.Problem is not null).Select(answer => answer.Problem).Distinct(StringComparer.Ordinal).ShouldBeEmpty();
        answers.Select(answer => answer.Version).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(Publishes / 2);
        (answers.Count / watch.Elapsed.TotalSeconds).ShouldBeGreaterThan(200, "requests per second");
        Say("before", answers.Where(answer => answer.At < began));
        Say("during", answers.Where(answer => answer.At >= began && answer.At <= ended));
        Say("after", answers.Where(answer => answer.At > ended));
    }

    private static async Task AskAsync(HttpClient api, int client, Stopwatch watch, ConcurrentBag<Answer> answers, CancellationToken done)
    {
        for (var k = client; !done.IsCancellationRequested; k += 7)
        {
            var at = watch.Elapsed;
            using var response = await api.GetAsync(new Uri($"/users/user-{k % Users}/recommendations?n=20", UriKind.Relative), Cancelled);
            var body = await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled);
            var version = body!["snapshotVersion"]?.GetValue<string>();
            answers.Add(new Answer(at, watch.Elapsed - at, version, Problem(response, body, version)));
        }
    }

    // Every item carries the version of its snapshot in its id and its name.
    private static string? Problem(HttpResponseMessage response, JsonObject body, string? version)
    {
        if (!response.IsSuccessStatusCode)
            return $"{response.StatusCode} {body}";
        var items = body["items"]!.AsArray();
        if (items.Count != 20)
            return $"{items.Count} items";
        return items.All(item => item!["id"]!.GetValue<string>().StartsWith(version + "/", StringComparison.Ordinal)
            && item["name"]!.GetValue<string>().StartsWith(version + " ", StringComparison.Ordinal)
            && body["source"]!.GetValue<string>() == "model")
            ? null
            : $"mixed: {body}";
    }

    private static Task ServesAsync(HttpClient api, string version, TimeSpan limit) => Eventually.IsAsync(
        async () => (await api.GetFromJsonAsync<JsonObject>(new Uri("/health/live", UriKind.Relative), Cancelled))!["snapshotVersion"]?.GetValue<string>() == version,
        limit, () => $"{api.BaseAddress} does not serve {version}");

    private void Say(string when, IEnumerable<Answer> answers)
    {
        var sorted = answers.Select(answer => answer.Took.TotalMilliseconds).Order().ToList();
        output.WriteLine($"{when,-7} {sorted.Count,7} requests, p50 {sorted[sorted.Count / 2]:F2} ms, p99 {sorted[sorted.Count * 99 / 100]:F2} ms, most {sorted[^1]:F1} ms");
    }

    private static SnapshotContent Content(string version)
    {
        var random = new Random(1);
        return new SnapshotContent(
            new SnapshotMetadata(version, "marked", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double>()),
            Dim,
            [.. Enumerable.Range(0, Users).Select(user => $"user-{user}")],
            [.. Enumerable.Range(0, Items).Select(item => $"{version}/{item}")],
            [.. Enumerable.Range(0, Items).Select(item => $"{version} {item}")],
            Floats(Users * Dim), Floats(Items * Dim), new int[Items], new long[Users + 1], []);

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private sealed record Answer(TimeSpan At, TimeSpan Took, string? Version, string? Problem);
}
