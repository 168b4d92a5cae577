using System.Text;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>Files go in and out at the dashboard.</summary>
[Collection(DashboardCollection.Name)]
public sealed class DataViewTests(DashboardSite site)
{
    [Fact(Timeout = 180_000)]
    public async Task OfAFileWithABadRowTheRestGoesInAndTheRowIsNamedWithItsField()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/data");
        await visit.Field("Its rows are").SelectOptionAsync("items");
        await visit.Field("File").SetInputFilesAsync(File("cinema.csv", "id,name,hidden\nfilm-a,Film A,false\nfilm-b,Film B,perhaps\nfilm-c,Film C,true\n"));
        await visit.Button("Put it in").ClickAsync();

        await visit.SeesAsync("Of 3 rows 2 are new, 0 say something else now, 0 were there already and 1 were refused.");
        var row = visit.Page.GetByRole(AriaRole.Table, new() { Name = "Rejected rows" }).Locator("tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        (await row.GetByRole(AriaRole.Cell).AllInnerTextsAsync()).Take(2).ShouldBe(["3", "hidden"]);
        (await TakeOutAsync(visit, "Rejected rows as CSV")).ShouldStartWith("Line,Field,Why\r\n3,hidden,");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task AStrictFileWithABadRowPutsNothingInAndAnUnknownEndingIsNotSent()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/data");
        await visit.Field("Its rows are").SelectOptionAsync("users");
        await visit.Field("File").SetInputFilesAsync(File("users.txt", "id\n"));
        await visit.SeesAsync("Its name says neither CSV nor NDJSON.");
        await Assertions.Expect(visit.Button("Put it in")).ToBeDisabledAsync();

        await visit.Field("File").SetInputFilesAsync(File("users.ndjson", "{\"id\": \"strict-1\"}\n{\"id\": \"\"}\n"));
        await visit.Field("Put nothing in if a single row is wrong").CheckAsync();
        await visit.Button("Put it in").ClickAsync();

        await visit.SeesAsync("Rows were rejected and nothing was written");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Rejected rows" }).Locator("tbody td").First).ToHaveTextAsync("2");
        (await visit.Page.APIRequest.GetAsync("/users/strict-1")).Status.ShouldBe(404);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task WhatIsStoredIsCountedAndTakenOutAsAFile()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/data");
        var relations = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "relations" });
        var count = int.Parse(await relations.GetByRole(AriaRole.Cell).Nth(1).InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        count.ShouldBeGreaterThan(0);

        (await TakeOutAsync(visit, "relations as ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(count);
        visit.Faults.ShouldBeEmpty();
    }

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };

    private static async Task<string> TakeOutAsync(Visit visit, string name)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByLabel(name, new() { Exact = true }).ClickAsync());
        return await System.IO.File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
