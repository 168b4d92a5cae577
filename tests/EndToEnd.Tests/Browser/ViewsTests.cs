using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>What holds of every view.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ViewsTests(DashboardSite site)
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
            await Assertions.Expect(visit.Page.GetByText("Loading …")).ToHaveCountAsync(0, new() { Timeout = 15_000 });
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
}
