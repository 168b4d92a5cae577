using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>What is shown once and never again.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SecretsTests(DashboardSite site)
{
    [Fact(Timeout = 180_000)]
    public async Task AKeyIsShownOnceRotatedAndRevokedAndWhatWasDoneStandsInTheAudit()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/keys");
        await visit.Field("Client").FillAsync("shop");
        await visit.Button("Make a key").ClickAsync();
        await visit.SeesAsync("The new key of shop");
        var key = await visit.Page.Locator("code").InnerTextAsync();
        await visit.SeesAsync(visit.Button("Copy"));

        await visit.Button("I have it").ClickAsync();
        await Assertions.Expect(visit.Page.GetByText(key)).ToHaveCountAsync(0);
        await visit.Button("Rotate the key of shop").ClickAsync();
        await visit.ConfirmAsync("Make it");
        await visit.SeesAsync("The new key of shop");
        await visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "shop" }).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).First.ClickAsync();
        await visit.ConfirmAsync("Revoke it");
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "revoked", Exact = true }));

        await visit.Page.GotoAsync("/ui/audit?action=keyRotated");
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Cell, new() { Name = "rotated a key", Exact = true }));
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task TheSecretOfAWebhookIsShownOnceAndATestThatNobodyTakesIsSeenToFail()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/webhooks");
        var url = $"http://127.0.0.1:{Site.FreePort()}/hook";
        await visit.Field("Address").FillAsync(url);
        await visit.Button("Add it").ClickAsync();
        await visit.SeesAsync($"The secret for {url}");
        var secret = await visit.Page.Locator("code").InnerTextAsync();
        await visit.Button("I have it").ClickAsync();
        await Assertions.Expect(visit.Page.GetByText(secret)).ToHaveCountAsync(0);

        await visit.Button($"Test {url}").ClickAsync();
        await visit.ConfirmAsync("Send it");
        await visit.Link(url).ClickAsync();

        await visit.SeesAsync($"What {url} was told");
        await visit.SeesAsync(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Deliveries" }).GetByRole(AriaRole.Cell, new() { Name = "test", Exact = true }));
        await visit.SeesAsync("fails");
        visit.Faults.ShouldBeEmpty();
    }
}
