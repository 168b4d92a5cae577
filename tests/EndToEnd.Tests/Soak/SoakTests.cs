using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KDiffE.Domain.Runs;
using KDiffE.EndToEnd.Tests.Histories;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;
using Npgsql;

namespace KDiffE.EndToEnd.Tests.Soak;

/// <summary>
/// Everything at once for a long time: two APIs at half the load that they can bear, while interactions come in, items are hidden
/// and shown, models are trained, swapped, tried as canaries and rolled back, and keys are rotated.
/// <c>KDIFFE_SOAK_MINUTES</c> says how long, 3 minutes unless it is set.
/// </summary>
[Trait("Category", "Slow")]
public sealed class SoakTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Users = 1_000;
    private const int Items = 400;
    private const int Clients = 8;
    private const int PageSize = 20;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(
        double.Parse(Environment.GetEnvironmentVariable("KDIFFE_SOAK_MINUTES") ?? "3", CultureInfo.InvariantCulture));

    // Code is compiled, pools and caches fill.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(Math.Min(10, Length.TotalMinutes / 3));

    private static readonly bool Hour = Length >= TimeSpan.FromHours(1);

    private readonly Site _site = new();
    private readonly Stopwatch _watch = new();
    private readonly ConcurrentDictionary<string, int> _problems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly History _history = new();
    private readonly HiddenItems _hidden = new();
    private readonly List<ResourceTrend> _trends = [];
    private readonly List<HttpClient> _apis = [];
    private AnswerCheck _check = null!;
    private List<string>? _items;
    private string _operator = "";
    private volatile string _shop = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _check = new AnswerCheck(_site.Open, _hidden);
    }

    public async ValueTask DisposeAsync()
    {
        _apis.ForEach(api => api.Dispose());
        _check.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task NoRequestFailsNoWriteIsLostNothingHiddenIsShownAndNothingGrows()
    {
        await StartAsync();
        var most = await TopLoadAsync();

        using var over = new CancellationTokenSource(Length);
        _watch.Start();
        await Task.WhenAll(
            [
                .. Enumerable.Range(0, Clients).Select(client => ReadAsync(client, Clients / (most / 2), over.Token)),
                RepeatAsync("writes", TimeSpan.FromMilliseconds(50), WriteAsync, over.Token),
                RepeatAsync("hides", TimeSpan.FromSeconds(1), HideAsync, over.Token),
                RepeatAsync("trainings", TimeSpan.FromSeconds(45), TrainAsync, over.Token),
                RepeatAsync("snapshot changes", TimeSpan.FromSeconds(13), ChangeSnapshotAsync, over.Token),
                RepeatAsync("key rotations", TimeSpan.FromSeconds(20), RotateAsync, over.Token),
                RepeatAsync("samples", TimeSpan.FromSeconds(Math.Max(2, Length.TotalSeconds / 360)), SampleAsync, over.Token),
            ]);

        output.WriteLine($"{most:F0} requests/s at most; in {_watch.Elapsed}: {string.Join(", ", _done.Select(one => $"{one.Value} {one.Key}"))}; versions: {_check.Versions.Count}");
        foreach (var trend in _trends)
            output.WriteLine($"memory {trend.Peak.Memory:F0} MiB at most, {trend.MemorySlope(Settled):F1} MiB/h, {trend.Course}; handles {trend.Peak.Handles} at most, {trend.HandleSlope(Settled):F1}/h");

        _problems.Select(problem => $"{problem.Value} times: {problem.Key}").Concat(await HistoryVerdict.ProblemsAsync(_history, _site.Get<NpgsqlDataSource>(), Cancelled)).ShouldBeEmpty();
        _check.Versions.Count.ShouldBeGreaterThan(1);
        foreach (var trend in _trends)
        {
            trend.HandleSlope(Settled).ShouldBeLessThan(Hour ? 1 : 600);
            // In a few minutes the heap still grows towards the size at which it is collected.
            if (Hour)
                trend.MemorySlope(Settled).ShouldBeLessThan(1);
            else
                trend.Peak.Memory.ShouldBeLessThan(512);
        }
    }

    private async Task StartAsync()
    {
        await StateJournal.InstallAsync(_site.Get<NpgsqlDataSource>(), Cancelled);
        await _site.ImportAsync(Users, Items);
        var keys = _site.Get<ApiKeyStore>();
        _operator = (await keys.CreateAsync("operator", [Role.Admin], expiresAt: null, Cancelled)).Text;
        _shop = (await keys.CreateAsync("shop", [Role.Read, Role.Ingest], expiresAt: null, Cancelled)).Text;
        // Another seed is another model: none is to be kept from being served for a little less recall.
        _site.StartWorker(("Training__MaxRelativeDrop", "1"));
        var first = await _site.RequestAsync(epochs: 3);
        for (var k = 0; k < 2; k++)
        {
            var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");
            var api = _site.StartApi(address, "Production", ("Limits__RequestsPerSecond", "0"), ("Limits__MillionItemsPerSecond", "0"));
            _trends.Add(new ResourceTrend(api.Id));
            _apis.Add(new HttpClient { BaseAddress = address });
        }

        await _site.UntilAsync(first, run => run.State is RunState.Succeeded, TimeSpan.FromMinutes(5));
        foreach (var api in _apis)
            await Eventually.IsAsync(async () => (await api.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
    }

    /// <summary>Requests per second when every client asks again at once.</summary>
    private async Task<double> TopLoadAsync()
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ReadAsync(client, secondsBetween: 0, over.Token)));
        _done.Remove("answers", out var answers);
        return answers / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Asks for one user after the other. Those of the demo never do anything more, so that their scores are the model's.</summary>
    private Task ReadAsync(int client, double secondsBetween, CancellationToken over) => Task.Run(async () =>
    {
        var (api, random, pace) = (_apis[client % _apis.Count], new Random(client), Stopwatch.StartNew());
        for (var n = 0L; !over.IsCancellationRequested; n++)
        {
            // After a pause no more is asked than without one.
            if (TimeSpan.FromSeconds(n * secondsBetween) - pace.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early, Cancelled);
            var asked = DateTimeOffset.UtcNow;
            var (status, body) = await SendAsync(api, HttpMethod.Get, $"/users/user-{random.Next(1, Users + 1):0000}/recommendations?n={PageSize}", _shop);
            var problem = status == HttpStatusCode.OK ? _check.Problem(asked, PageSize, body!) : $"{status}: {body}";
            if (problem is not null)
                Note(_problems, problem);
            Note(_done, "answers");
        }
    }, Cancelled);

    private async Task WriteAsync(int n)
    {
        var (user, item, at) = ($"soak-{n % 300}", await AnyItemAsync(n), 1_700_000_000L + n);
        Expect("write", await ClientOf(n, () => _shop).PutAsync(user, item, at, _history.NextValue()));
        // Whoever reads may ask the other one.
        if (n % 10 == 0)
            Expect("read", await ClientOf(n + 1, () => _shop).ReadAsync(user));
    }

    private async Task HideAsync(int n)
    {
        var (item, client) = (await AnyItemAsync(n * 7), ClientOf(n, () => _shop));
        Expect("hide", await client.HideAsync(item, hidden: true));
        _hidden.Hide(item, DateTimeOffset.UtcNow);
        await Task.Delay(HiddenItems.Grace * 3, Cancelled);
        _hidden.Show(item, DateTimeOffset.UtcNow);
        Expect("show", await client.HideAsync(item, hidden: false));
    }

    private async Task TrainAsync(int n) => Expect("training", await ClientOf(n, () => _operator).TriggerAsync($"{n}", new JsonObject
    {
        ["preset"] = "default",
        ["settings"] = new JsonObject { ["KDiffE:Epochs"] = "3", ["KDiffE:Dim"] = "32", ["KDiffE:Seed"] = $"{n + 2}" },
    }));

    /// <summary>A canary, then everybody, then back: in turn, of whichever snapshot is neither.</summary>
    private async Task ChangeSnapshotAsync(int n)
    {
        var api = _apis[n % 2];
        var (_, list) = await SendAsync(api, HttpMethod.Get, "/snapshots", _operator);
        var other = list!["snapshots"]!.AsArray().FirstOrDefault(snapshot => snapshot!["state"]!.GetValue<string>() is "ready" or "retired" or "canary")?["version"]!.GetValue<string>();
        if (other is null)
            return;
        await DoAsync(api, HttpMethod.Post, (n % 3) switch
        {
            0 => $"/snapshots/{other}/canary?percent=20",
            1 => $"/snapshots/{other}/activate",
            _ => "/snapshots/rollback",
        }, _operator);
    }

    private async Task RotateAsync(int n)
    {
        var (status, rotated) = await SendAsync(_apis[n % 2], HttpMethod.Post, "/keys/shop/rotate", _operator);
        if (status != HttpStatusCode.Created)
        {
            Note(_problems, $"rotation: {status} {rotated}");
            return;
        }

        var before = _shop;
        // Every API knows a new key within two seconds, and none is asked with the old one any more when that is revoked.
        _shop = rotated!["key"]!.GetValue<string>();
        await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
        await DoAsync(_apis[n % 2], HttpMethod.Post, $"/keys/{before.Split('_')[1]}/revoke", _operator);
    }

    private RecordingClient ClientOf(int n, Func<string> key) => new($"client {n % 2}", _apis[n % 2], _history, key);

    private void Expect(string what, Told told)
    {
        if (told.Outcome != Outcome.Ok)
            Note(_problems, $"{what}: {told.Status} {told.Body}");
    }

    private Task SampleAsync(int n)
    {
        _trends.ForEach(trend => trend.Sample(_watch.Elapsed));
        return Task.CompletedTask;
    }

    private async Task<string> AnyItemAsync(int n) => (_items ??= await _site.Database.QueryAsync<string>("select key from items order by key"))[n % Items];

    /// <summary>Does something again and again until it is over; what is under way then comes to its end.</summary>
    private async Task RepeatAsync(string what, TimeSpan every, Func<int, Task> act, CancellationToken over)
    {
        for (var n = 0; !over.IsCancellationRequested; n++)
        {
            await act(n);
            Note(_done, what);
            await Task.WhenAny(Task.Delay(every, Cancelled), Task.Delay(Timeout.Infinite, over));
        }
    }

    // A snapshot that was pruned or activated by a run meanwhile is a conflict that the operator is told of.
    private async Task DoAsync(HttpClient api, HttpMethod method, string path, string key)
    {
        var (status, body) = await SendAsync(api, method, path, key);
        if ((int)status >= 300 && !(path.StartsWith("/snapshots", StringComparison.Ordinal) && status is HttpStatusCode.Conflict or HttpStatusCode.NotFound))
            Note(_problems, $"{method} {path}: {status} {body}");
    }

    private static async Task<(HttpStatusCode Status, JsonObject? Body)> SendAsync(HttpClient api, HttpMethod method, string path, string key)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await api.SendAsync(request, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject);
    }

    private static void Note(ConcurrentDictionary<string, int> counts, string what) => counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
