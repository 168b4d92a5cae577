namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>Logging in at the dashboard, and out.</summary>
[Collection(DashboardCollection.Name)]
public sealed class DashboardLoginTests(DashboardSite site)
{
    [Fact(Timeout = 180_000)]
    public async Task WithoutAKeyThereIsALoginAndNothingElseAndLoggingOutLeadsBackToIt()
    {
        var served = await site.ActiveAsync();
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/ui/snapshots");
        await visit.SeesAsync(visit.Heading("Log in"));
        (await visit.Page.GetByText(served).CountAsync()).ShouldBe(0);

        await visit.Field("Key").FillAsync(site.Key[..^1] + (site.Key[^1] == '0' ? '1' : '0'));
        await visit.Button("Log in").ClickAsync();
        await visit.SeesAsync("The key is not one that is accepted");
        await visit.Field("Key").FillAsync(site.Key);
        await visit.Button("Log in").ClickAsync();

        await visit.SeesAsync(visit.Heading("Snapshots"));
        await visit.SeesAsync(served);
        (await visit.Page.EvaluateAsync<string>("document.cookie")).ShouldBeEmpty();
        await visit.Button("Log out").ClickAsync();
        await visit.SeesAsync(visit.Heading("Log in"));
        (await visit.Page.APIRequest.GetAsync("/snapshots")).Status.ShouldBe(401);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task WhoeverMayOnlyReadIsToldWhichRoleEachChangeTakes()
    {
        await using var admin = await site.LoggedInAsync();
        var answer = await admin.Page.APIRequest.PostAsync("/keys", new()
        {
            DataObject = new { client = "reader", roles = (string[])["read"] },
            Headers = new Dictionary<string, string> { ["X-Requested-With"] = "test" },
        });
        var key = (await answer.JsonAsync())!.Value.GetProperty("key").GetString()!;
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/ui/runs");
        await visit.Field("Key").FillAsync(key);
        await visit.Button("Log in").ClickAsync();

        await visit.SeesAsync("To start a run takes a key with the role train. The one of reader has read.");
        foreach (var (path, needed) in ((string, string)[])[("/ui/data", "role ingest"), ("/ui/snapshots", "role admin"), ("/ui/schedules", "role train"), ("/ui/keys", "role admin"), ("/ui/audit", "role admin"), ("/ui/webhooks", "role admin"), ("/ui/compare", "role train")])
        {
            await visit.Page.GotoAsync(path);
            await visit.SeesAsync(needed);
        }

        visit.Faults.ShouldBeEmpty();
    }
}
