using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>What holds of every view.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class ViewsTests(DashboardSite site)
{
    [Theory(Timeout = 180_000)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task EveryViewFitsItsWindowNamesItAndHasAHeading(int width, ColorScheme scheme)
    {
        var (active, other) = (await site.ActiveAsync(), await site.OtherAsync());
        await using var visit = await site.LoggedInAsync(width, scheme);
        foreach (var (name, path, heading) in ((string, string, string)[])
        [
            ("overview", "/", "Overview"), ("try", $"/ui/try?user={DashboardSite.User}", "Try it"), ("runs", "/ui/runs", "Training runs"), ("run", "/ui/runs/1?against=2", "Run 1"),
            ("snapshots", $"/ui/snapshots?compare={active}+{other}", "Snapshots"), ("compare", $"/ui/compare?user={DashboardSite.User}", "Compare"),
            ("schedules", "/ui/schedules", "Schedules"), ("data", "/ui/data", "Data"), ("online", "/ui/online", "Online metrics"), ("nodes", "/ui/nodes", "Nodes"),
            ("keys", "/ui/keys", "Keys"), ("audit", "/ui/audit", "Audit"), ("webhooks", "/ui/webhooks", "Webhooks"), ("nothing", "/ui/nothing", "There is no such page"),
        ])
        {
            await visit.Page.GotoAsync(path);
            await visit.SeesAsync(visit.Heading(heading));
            await Assertions.Expect(visit.Page.GetByText("Loading …")).ToHaveCountAsync(0);
            (await visit.Page.TitleAsync()).ShouldBe($"{heading} · KDiffE");
            (await visit.ScrollsSidewaysAsync()).ShouldBeFalse($"{path} at {width}");
            (await visit.Page.GetByRole(AriaRole.Alert).AllInnerTextsAsync()).ShouldBeEmpty(path);
            await visit.PictureAsync($"{name}-{width}");
        }

        visit.Faults.ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task TheKeyboardLeadsFromViewToViewAndReadingGoesOnAtTheHeading(int width)
    {
        await using var visit = await site.LoggedInAsync(width);
        await visit.Page.GotoAsync("/");
        await visit.SeesAsync(visit.Heading("Overview"));
        if (width < 1024)
        {
            await visit.Button("Pages").FocusAsync();
            await visit.Page.Keyboard.PressAsync("Enter");
        }

        await visit.Link("Schedules").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.SeesAsync(visit.Heading("Schedules"));
        await Assertions.Expect(visit.Heading("Schedules")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator("nav a[aria-current=page]")).ToHaveTextAsync("Schedules");
        await visit.Page.GoBackAsync();
        await Assertions.Expect(visit.Heading("Overview")).ToBeFocusedAsync();
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task AnAddressThatMakesNoSenseAsksForNothingMore()
    {
        await using var visit = await site.LoggedInAsync();
        foreach (var (path, heading, text) in ((string, string, string)[])
        [
            ("/ui/audit?since=garbage", "Audit", "What was done, the newest first"), ("/ui/audit?until=2026-99-99&before=x", "Audit", "What was done, the newest first"),
            ("/ui/item?id=", "Item", "The address names no item"), ("/ui/try?user=", "Try it", "Whom or what to ask for"),
        ])
        {
            await visit.Page.GotoAsync(path);
            await visit.SeesAsync(visit.Heading(heading));
            await visit.SeesAsync(text);
        }

        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ThereIsAWayBackFromAnEarlierPageThatKeepsWhatElseIsAskedFor()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/audit?action=keyCreated&before=1000000");
        await visit.SeesAsync("What was done before that");
        await visit.Link("Latest").ClickAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(Address());
        await visit.SeesAsync("What was done, the newest first");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ARequestThatFailsSaysSoAndIsTriedAgainWhenAskedTo()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.RouteAsync("**/training/schedules", route => route.FulfillAsync(new()
        {
            Status = 400,
            ContentType = "application/problem+json",
            Body = """{"type": "/errors/invented", "title": "It is invented", "detail": "For a test."}""",
        }));
        await visit.Page.GotoAsync("/ui/schedules");
        await visit.SeesAsync("It is invented: For a test.");

        await visit.Page.UnrouteAllAsync();
        await visit.Button("Try again").ClickAsync();

        await Assertions.Expect(visit.Page.GetByText("It is invented")).ToHaveCountAsync(0);
        visit.Faults.ShouldBeEmpty();
    }

    [GeneratedRegex(@"/ui/audit\?action=keyCreated$", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
