using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>What snapshots are used for, seen and changed at the dashboard.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SnapshotViewTests(DashboardSite site)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task ASnapshotIsActivatedAndRolledBackAfterAWordOfWhatWillChange()
    {
        var (before, next) = (await site.ActiveAsync(), await site.OtherAsync());
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.Button($"Activate {next}").ClickAsync();
        await visit.SeesAsync($"All users get recommendations of {next}");
        await visit.SeesAsync("Recall@20 of its test:");

        // Escape is no.
        await visit.Page.Keyboard.PressAsync("Escape");
        (await site.ActiveAsync()).ShouldBe(before);
        await visit.Button($"Activate {next}").ClickAsync();
        await visit.ConfirmAsync("Activate");
        await Eventually.IsAsync(async () => await site.ActiveAsync() == next);

        await visit.SeesAsync(visit.Button($"Activate {before}"));
        await visit.Button("Roll back").ClickAsync();
        await visit.SeesAsync($"Roll back to {before}?");
        await visit.ConfirmAsync("Roll back");
        await Eventually.IsAsync(async () => await site.ActiveAsync() == before);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ASnapshotIsTriedWithAShareOfTheUsersAndTheTrialEndsWithoutItBeingRejected()
    {
        var (active, tried) = (await site.ActiveAsync(), await site.OtherAsync());
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.Button($"Try {tried}").ClickAsync();
        await visit.Field("Share of the users, %").FillAsync("25");
        await visit.SeesAsync($"25 of 100 users, always the same ones, get its recommendations within seconds; all others keep those of {active}.");
        await visit.ConfirmAsync("Try it");
        await Eventually.IsAsync(async () => (await site.Site.Catalog.GetServedAsync(Cancelled)).Canary is { Version: var version, Share: 0.25 } && version == tried);
        await visit.SeesAsync("canary, 25 % of the users");

        await visit.Button($"End trial {tried}").ClickAsync();
        await visit.SeesAsync("The 25 of 100 users who get it now get");
        await visit.ConfirmAsync("End the trial");

        await Eventually.IsAsync(async () => (await site.Site.Catalog.GetServedAsync(Cancelled)).Canary is null);
        (await site.ActiveAsync()).ShouldBe(active);
        await visit.SeesAsync(visit.Button($"Try {tried}"));
        visit.Faults.ShouldBeEmpty();
    }
}
