using System.Diagnostics;
using System.Net;
using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>
/// The programs as pods and units let them run: an account without rights, a root that cannot be written, and the two folders and
/// <c>/tmp</c> that can.
/// </summary>
public sealed class ConfinedTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly string Script = Path.Combine(Checkout.Root, "tests", "EndToEnd.Tests", "Deploy", "confined.sh");

    // Not below /tmp, which is another one in there.
    private readonly string _folder = Path.Combine(Checkout.Root, ".local", $"confined-{Guid.NewGuid():n}");
    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Snapshots => Path.Combine(_folder, "snapshots");

    private string Runs => Path.Combine(_folder, "runs");

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        Directory.CreateDirectory(Snapshots);
        Directory.CreateDirectory(Runs);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task TheWorkerTrainsAndTheApiServesWithoutWritingAnythingElse()
    {
        await SkipWhereNothingCanBeConfinedAsync();
        await _site.ImportAsync(users: 400, items: 200);
        var key = await _site.Get<ApiKeyStore>().CreateAsync("shop", [Role.Read], expiresAt: null, Cancelled);
        var run = await _site.RequestAsync(epochs: 2);
        var address = new Uri($"http://127.0.0.1:{Site.FreePort()}");

        await using var worker = Start("Training", "kdiffe.dll", ("Training__Folder", Runs), "worker", "--idle-exit", "2");
        (await worker.WaitForExitAsync(Long)).ShouldBe(0, worker.Output);
        (await _site.GetAsync(run)).State.ShouldBe(RunState.Succeeded, worker.Output);

        await using var api = Start("Api", "KDiffE.Api.dll", ("ASPNETCORE_URLS", address.ToString()));
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Text);
        await Eventually.IsAsync(async () => await StatusAsync(client, "/health/ready") == HttpStatusCode.OK, Long, () => api.Output);
        (await StatusAsync(client, "/health/live")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(client, "/users/user-0001/recommendations")).ShouldBe(HttpStatusCode.OK);
        await Eventually.IsAsync(() => Task.FromResult(File.Exists(Path.Combine(Snapshots, "served.txt"))), Long, () => api.Output);

        var clock = Stopwatch.StartNew();
        await api.SignalAsync("TERM");
        (await api.WaitForExitAsync(Long)).ShouldBe(0, api.Output);
        // Less than the half minute that a host waits for what does not end.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        worker.Output.ShouldNotContain("Read-only");
        api.Output.ShouldNotContain("Read-only");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return answer.StatusCode;
    }

    private async Task SkipWhereNothingCanBeConfinedAsync()
    {
        await using var probe = Confined([Snapshots, "--", "touch", Path.Combine(Snapshots, "probe")]);
        Assert.SkipUnless(await probe.WaitForExitAsync(Long) == 0, $"Nothing can be confined here: {probe.Output}");
        await using var outside = Confined([Snapshots, "--", "touch", Path.Combine(Runs, "probe")]);
        (await outside.WaitForExitAsync(Long)).ShouldBe(1, outside.Output);
        outside.Output.ShouldContain("Read-only file system");
    }

    private CommandProcess Start(string project, string program, (string Name, string Value) setting, params string[] arguments) =>
        Confined([Snapshots, Runs, "--", "dotnet", Path.Combine(Site.OutputOf(project), program), .. arguments], setting);

    private CommandProcess Confined(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Script, arguments);
        start.Environment["ConnectionStrings__Postgres"] = _site.Database.ConnectionString;
        start.Environment["Snapshots__Folder"] = Snapshots;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new CommandProcess(start);
    }
}
