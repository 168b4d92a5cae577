using System.Net;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.TestKit;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>A person at the dashboard of an API that serves its own machine alone and has no key yet.</summary>
public sealed class OpenDashboardTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private const int Users = 20;
    private const int Items = 40;
    private const int Dim = 8;

    private readonly Site _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task OnesOwnMachineNeedsNoLoginIsToldWhatToDoFirstAndSeesWhatIsServedOnceSomethingIs()
    {
        using var client = await _site.StartApiAsync();
        await using var visit = await chromium.VisitAsync(client.BaseAddress!);
        foreach (var (path, next) in ((string, string)[])
        [
            ("/ui/data", "put interactions in"), ("/ui/runs", "Load data, then start a run."), ("/ui/snapshots", "A training run makes one"),
            ("/ui/schedules", "Add one below"), ("/ui/online", "There is no feedback"), ("/ui/nodes", "Start one with ./kdiffe worker"),
            ("/ui/keys", "The first key closes it"), ("/ui/audit", "Nothing was done yet"), ("/ui/webhooks", "Add one below"), ("/ui/try", "Load some data"),
        ])
        {
            await visit.Page.GotoAsync(path);
            await visit.SeesAsync(next);
        }

        await visit.Page.GotoAsync("/");
        await visit.SeesAsync(visit.Heading("Overview"));
        await visit.SeesAsync("open to this machine");
        await visit.SeesAsync("No snapshot is served yet, so there are no recommendations.");
        var publisher = new SnapshotPublisher(new FolderSnapshotStore(_site.Snapshots), HeldOutTwins.Beside(_site.Snapshots), _site.Catalog);
        await publisher.PublishAsync(Content("v2", recall: 0.4), cancellationToken: Cancelled);

        await visit.SeesAsync("Everything works.");
        await visit.SeesAsync(visit.Page.Locator("dd", new() { HasText = "v2" }));
        await visit.SeesAsync("0.4000");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task WhoeverMakesTheFirstKeySeesItAndIsLoggedInWithIt()
    {
        using var client = await _site.StartApiAsync();
        await using var visit = await chromium.VisitAsync(client.BaseAddress!);
        await visit.Page.GotoAsync("/ui/keys");
        await visit.Page.GetByLabel("Client").FillAsync("boss");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();

        await visit.SeesAsync("The new key of boss");
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }));
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "boss", Exact = true }));
        await visit.SeesAsync("The new key of boss");
        (await client.GetAsync(new Uri("/keys", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ACatalogueHasADashboardOfItsOwnWhoseLinksStayThere()
    {
        await using var books = new PostgresDatabase();
        await books.InitializeAsync();
        using var client = await _site.StartApiAsync(("Catalogues__books__ConnectionStrings__Postgres", books.ConnectionString));
        var folder = Path.Combine(_site.Snapshots, "catalogues", "books");
        var publisher = new SnapshotPublisher(new FolderSnapshotStore(folder), HeldOutTwins.Beside(folder), books.Get<SnapshotCatalog>());
        await publisher.PublishAsync(Content("of-books", recall: 0.4), cancellationToken: Cancelled);
        await using var visit = await chromium.VisitAsync(client.BaseAddress!);

        await visit.Page.GotoAsync("/catalogues/books/");
        await visit.SeesAsync(visit.Page.Locator("header").GetByText("books"));
        await visit.SeesAsync(visit.Page.Locator("dd", new() { HasText = "of-books" }));
        await visit.Link("Snapshots").ClickAsync();
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "of-books" }));
        new Uri(visit.Page.Url).AbsolutePath.ShouldBe("/catalogues/books/ui/snapshots");
        (await visit.Link("API").GetAttributeAsync("href")).ShouldBe("/catalogues/books/swagger");
        // A link to a view of it leads there for whoever follows it.
        await visit.Page.ReloadAsync();
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "of-books" }));
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.SeesAsync("A training run makes one");
        visit.Faults.ShouldBeEmpty();
    }

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
