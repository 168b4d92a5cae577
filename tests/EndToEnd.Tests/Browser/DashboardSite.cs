using KDiffE.Domain.Runs;
using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>The site and the browser that the tests of the dashboard share.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardSite>
{
    /// <summary>What a class of tests says to be among them.</summary>
    public const string Name = "Dashboard";
}

/// <summary>
/// A small catalogue, an API, a worker, two snapshots that it trained, and a browser. Whoever looks at it has a key: one
/// that is made closes the API to everybody else.
/// </summary>
public sealed class DashboardSite : IAsyncLifetime
{
    private readonly ChromiumFixture _chromium = new();

    /// <summary>A user of the catalogue.</summary>
    internal const string User = "user-0001";

    /// <summary>The processes and what they work on.</summary>
    internal Site Site { get; } = new();

    /// <summary>Where the dashboard is.</summary>
    internal Uri Address { get; private set; } = new("http://localhost");

    /// <summary>A key that may do everything.</summary>
    internal string Key { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        await Site.ImportAsync(users: 200, items: 120);
        // Whatever the tests before it published, a run succeeds.
        Site.StartWorker(("Training__TuneBudget", "00:00:03"), ("Training__MaxRelativeDrop", "1"));
        var (first, second) = (await TrainAsync(seed: 1), await TrainAsync(seed: 2));
        var chromium = _chromium.InitializeAsync();
        using var client = await Site.StartApiAsync();
        Address = client.BaseAddress!;
        Key = (await Site.Get<ApiKeyStore>().CreateAsync("ops", [Role.Admin], expiresAt: null, Cancelled)).Text;
        await chromium;
        foreach (var run in (long[])[first, second])
            (await Site.UntilAsync(run, it => it.State is not (RunState.Queued or RunState.Running), TimeSpan.FromSeconds(90))).State.ShouldBe(RunState.Succeeded);
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).IsSuccessStatusCode);
        // A key closes the API within a second.
        await Eventually.IsAsync(async () => (int)(await client.GetAsync(new Uri("/snapshots", UriKind.Relative), Cancelled)).StatusCode == 401);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await Site.DisposeAsync();
    }

    /// <summary>A window of somebody who was never here.</summary>
    internal Task<Visit> VisitAsync() => _chromium.VisitAsync(Address);

    /// <summary>A window of somebody who is logged in and may do everything.</summary>
    internal async Task<Visit> LoggedInAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var visit = await _chromium.VisitAsync(Address, width, scheme);
        var answer = await visit.Page.APIRequest.PostAsync("/login", new() { DataObject = new { key = Key } });
        answer.Status.ShouldBe(200, await answer.TextAsync());
        return visit;
    }

    /// <summary>The snapshot that is served.</summary>
    internal async Task<string> ActiveAsync() => (await Site.Catalog.GetServedAsync(Cancelled)).Active.ShouldNotBeNull();

    /// <summary>One that could be.</summary>
    internal async Task<string> OtherAsync()
    {
        var active = await ActiveAsync();
        return (await Site.Catalog.ListAsync(Cancelled)).First(snapshot => snapshot.Version != active).Version;
    }

    private Task<long> TrainAsync(int seed) => Site.RequestAsync(epochs: 4, ("KDiffE:Seed", $"{seed}"), ("KDiffE:Dim", "16"));
}
