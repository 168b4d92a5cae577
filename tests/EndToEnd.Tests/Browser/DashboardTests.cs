using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>A person at the dashboard of a real API.</summary>
public sealed class DashboardTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private const int Users = 20;
    private const int Items = 40;
    private const int Dim = 8;

    private readonly Site _site = new();
    private Uri _address = new("http://localhost");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        var publisher = new SnapshotPublisher(new FolderSnapshotStore(_site.Snapshots), new HeldOutTwins(_site.Snapshots), _site.Catalog);
        await publisher.PublishAsync(Content("v1", recall: 0.3), cancellationToken: Cancelled);
        await publisher.PublishAsync(Content("v2", recall: 0.4), cancellationToken: Cancelled);
        using var client = await _site.StartApiAsync();
        _address = client.BaseAddress!;
        await Eventually.IsAsync(async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled)).IsSuccessStatusCode, TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task OnesOwnMachineNeedsNoLoginAndSeesWhatIsServed()
    {
        await using var visit = await chromium.VisitAsync(_address);
        await visit.Page.GotoAsync("/");

        await visit.SeesAsync(visit.Heading("Overview"));
        await visit.SeesAsync("Everything works.");
        await visit.SeesAsync(visit.Page.Locator("dd", new() { HasText = "v2" }));
        await visit.SeesAsync("0.4000");
        await visit.SeesAsync("open to this machine");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task WithoutAKeyThereIsALoginAndNothingElseAndLoggingOutLeadsBackToIt()
    {
        var key = (await _site.Get<ApiKeyStore>().CreateAsync("ops", [Role.Admin], expiresAt: null, Cancelled)).Text;
        await using var visit = await chromium.VisitAsync(_address);
        // A key closes the API within a second.
        await Eventually.IsAsync(async () => (await visit.Page.APIRequest.GetAsync("/snapshots")).Status == 401, TimeSpan.FromSeconds(10));
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.SeesAsync(visit.Heading("Log in"));
        (await visit.Page.GetByText("v2").CountAsync()).ShouldBe(0);

        await visit.Page.GetByLabel("Key").FillAsync(key[..^1] + (key[^1] == '0' ? '1' : '0'));
        await visit.Button("Log in").ClickAsync();
        await visit.SeesAsync("The key is not one that is accepted");
        await visit.Page.GetByLabel("Key").FillAsync(key);
        await visit.Button("Log in").ClickAsync();

        await visit.SeesAsync(visit.Heading("Snapshots"));
        (await visit.Page.EvaluateAsync<string>("document.cookie")).ShouldBeEmpty();
        await visit.Button("Log out").ClickAsync();
        await visit.SeesAsync(visit.Heading("Log in"));
        (await visit.Page.APIRequest.GetAsync("/snapshots")).Status.ShouldBe(401);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ASnapshotIsActivatedAndRolledBackAfterAWordOfWhatWillChange()
    {
        await using var visit = await chromium.VisitAsync(_address);
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.Button("Activate v1").ClickAsync();
        await visit.SeesAsync("All users get recommendations of v1");
        await visit.SeesAsync("Recall@20 of its test: 0.3000; of the one that is served: 0.4000.");

        // Escape is no.
        await visit.Page.Keyboard.PressAsync("Escape");
        (await ActiveAsync()).ShouldBe("v2");
        await visit.Button("Activate v1").ClickAsync();
        await visit.Button("Activate").ClickAsync();
        await Eventually.IsAsync(async () => await ActiveAsync() == "v1", TimeSpan.FromSeconds(10));

        await visit.SeesAsync(visit.Button("Activate v2"));
        await visit.Button("Roll back").ClickAsync();
        await visit.SeesAsync("Roll back to v2?");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog).GetByText("Roll back", new() { Exact = true }).ClickAsync();
        await Eventually.IsAsync(async () => await ActiveAsync() == "v2", TimeSpan.FromSeconds(10));
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task AUserIsTriedAndTheAddressLeadsBackToTheSameView()
    {
        await using var visit = await chromium.VisitAsync(_address);
        await visit.Page.GotoAsync("/ui/try");
        await visit.Page.GetByLabel("User", new() { Exact = true }).FillAsync("user-3");
        await visit.Button("Show").ClickAsync();
        await visit.SeesAsync("What user-3 gets");
        await visit.SeesAsync(visit.Page.GetByText("Item 1"));

        var address = visit.Page.Url;
        address.ShouldEndWith("/ui/try?user=user-3");
        await visit.Page.ReloadAsync();
        await visit.SeesAsync("What user-3 gets");
        visit.Faults.ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task EveryViewFitsItsWindowAndHasAHeading(int width)
    {
        await using var visit = await chromium.VisitAsync(_address, width);
        foreach (var (path, heading) in ((string, string)[])[("/", "Overview"), ("/ui/try?user=user-1&item=item-2", "Try it"), ("/ui/runs", "Training runs"), ("/ui/snapshots", "Snapshots"), ("/ui/nothing", "There is no such page")])
        {
            await visit.Page.GotoAsync(path);
            await visit.SeesAsync(visit.Heading(heading));
            await visit.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
            (await visit.ScrollsSidewaysAsync()).ShouldBeFalse($"{path} at {width}");
        }

        visit.Faults.ShouldBeEmpty();
    }

    private async Task<string?> ActiveAsync() => (await _site.Catalog.GetServedAsync(Cancelled)).Active;

    private static SnapshotContent Content(string version, double recall)
    {
        var random = new Random(1);
        return new SnapshotContent(
            new SnapshotMetadata(version, "invented", DateTimeOffset.UtcNow, null, new Dictionary<string, string>(), new Dictionary<string, double> { ["test.recall@20"] = recall, ["test.ndcg@20"] = recall / 2 }),
            Dim,
            [.. Enumerable.Range(0, Users).Select(user => $"user-{user}")],
            [.. Enumerable.Range(0, Items).Select(item => $"item-{item}")],
            [.. Enumerable.Range(0, Items).Select(item => $"Item {item}")],
            Floats(Users * Dim), Floats(Items * Dim), new int[Items], new long[Users + 1], []);

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
