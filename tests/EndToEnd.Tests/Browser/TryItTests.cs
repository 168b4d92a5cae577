using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>A user is tried at the dashboard.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class TryItTests(DashboardSite site)
{
    [Fact(Timeout = 180_000)]
    public async Task AUserIsFoundByTheStartOfTheirIdAndTheAddressLeadsBackToTheSameView()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/try");
        await visit.Field("User").FillAsync("user-00");
        await Assertions.Expect(visit.Page.Locator("datalist option[value='user-0002']")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator("datalist option[value='user-0100']")).ToHaveCountAsync(0);
        await visit.Field("User").FillAsync(DashboardSite.User);
        await visit.Button("Show").ClickAsync();
        await visit.SeesAsync($"What {DashboardSite.User} gets");
        await visit.SeesAsync("Ranked by what the model has learnt of them.");

        visit.Page.Url.ShouldEndWith($"/ui/try?user={DashboardSite.User}");
        await visit.Page.ReloadAsync();
        await visit.SeesAsync($"What {DashboardSite.User} gets");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task WhatConnectsPastItemsWithRecommendedOnesIsDrawnAndSaidInWords()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync($"/ui/try?user={DashboardSite.User}");
        var picture = visit.Page.GetByRole(AriaRole.Img, new() { NameRegex = Connections() }).First;
        await visit.SeesAsync(picture);
        (await picture.Locator("path").CountAsync()).ShouldBeGreaterThan(1);

        await visit.Page.GetByText("As a list").Last.ClickAsync();

        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "have it, and so" }));
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task AnItemLeadsToWhatIsStoredOfItAndToItsNeighbours()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync($"/ui/try?user={DashboardSite.User}");
        var first = visit.Page.GetByRole(AriaRole.Table, new() { Name = $"What {DashboardSite.User} did" }).GetByRole(AriaRole.Link).First;
        var id = (await first.GetAttributeAsync("title"))!;
        await first.ClickAsync();

        await Assertions.Expect(visit.Page.Locator("dd").First).ToHaveTextAsync(id);
        foreach (var via in (string[])["Liked by the same people", "Alike in the knowledge graph"])
            await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Table, new() { Name = via }).GetByRole(AriaRole.Link));
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task TwoSnapshotsAreComparedForOneUserWithWhatMovedWhere()
    {
        var (active, other) = (await site.ActiveAsync(), await site.OtherAsync());
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync($"/ui/compare?user={DashboardSite.User}&left={active}&right={other}");

        var right = visit.Page.GetByRole(AriaRole.Table, new() { Name = $"What {other} has for {DashboardSite.User}" });
        await visit.SeesAsync(right);
        await Assertions.Expect(right.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(["Place", "Item", "Score", "Moved"]);
        foreach (var moved in await right.Locator("tbody tr td:last-child").AllInnerTextsAsync())
            Moved().IsMatch(moved.Trim()).ShouldBeTrue(moved);
        visit.Faults.ShouldBeEmpty();
    }

    [GeneratedRegex("What connects past items", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Connections();

    [GeneratedRegex(@"^(new|stays|[↑↓]\s*(up|down)\s*\d+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moved();
}
