using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace KDiffE.EndToEnd.Tests.Browser;

/// <summary>Training, seen and asked for at the dashboard.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class RunViewTests(DashboardSite site)
{
    [Fact(Timeout = 180_000)]
    public async Task ARunIsStartedWithASettingThatFitsAndWatchedUntilItSucceeds()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/runs");
        await visit.Page.GetByText("KDiffE –").ClickAsync();
        await visit.Field("Epochs").FillAsync("0");
        await visit.SeesAsync("It must be a whole number from 1");
        await Assertions.Expect(visit.Button("Start")).ToBeDisabledAsync();
        await visit.Field("Epochs").FillAsync("5");
        await visit.Field("Dim").FillAsync("16");
        await visit.SeesAsync("2 of");

        await visit.Button("Start").ClickAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(RunAddress());
        await Assertions.Expect(visit.Page.GetByText("default KDiffE:Epochs=5 KDiffE:Dim=16").Or(visit.Page.GetByText("default KDiffE:Dim=16 KDiffE:Epochs=5"))).ToBeVisibleAsync();
        // The curves grow without anybody asking anew.
        await Assertions.Expect(visit.Page.GetByText("The figures of all 2 epochs").Or(visit.Page.GetByText("The figures of all 5 epochs"))).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText("The figures of all 5 epochs")).ToBeVisibleAsync();
        (await visit.Page.Locator("canvas").CountAsync()).ShouldBe(2);
        // The list of runs to compare with has the word of every other run, and hides it.
        await Assertions.Expect(visit.Page.GetByText("succeeded").Filter(new() { Visible = true }).First).ToBeVisibleAsync();
        await visit.SeesAsync("Is it good enough?");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Log).Locator("p").First).ToBeVisibleAsync();
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ARunThatSearchesForItsSettingsSaysWhichItChoseAndWhatItTried()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/runs");
        await visit.Field("Preset").SelectOptionAsync("auto");
        await visit.SeesAsync("For data that nobody has seen");
        await visit.Page.GetByText("KDiffE –").ClickAsync();
        await visit.Field("Epochs").FillAsync("2");
        await visit.Field("Dim").FillAsync("16");

        await visit.Button("Start").ClickAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(RunAddress());
        await visit.SeesAsync("Which settings?");
        await visit.SeesAsync("trials on the validation part");
        await visit.SeesAsync("of 3 s, earlier runs included");
        var trials = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Trials" }).GetByRole(AriaRole.Row);
        // The heading, and the defaults first.
        await Assertions.Expect(trials.Nth(1)).ToContainTextAsync("the defaults");
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task ARunIsSetBesideAnotherOneAndTheAddressKeepsWhich()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/runs/2");
        await visit.Field("The other run").SelectOptionAsync("1");

        await Assertions.Expect(visit.Page).ToHaveURLAsync(Beside());
        var seed = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "KDiffE:Seed" });
        await Assertions.Expect(seed.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["KDiffE:Seed", "2", "1", "yes"]);
        visit.Faults.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task AScheduleIsAddedRunAtOnceAndDeletedAndItsRunIsCancelled()
    {
        await using var visit = await site.LoggedInAsync();
        await visit.Page.GotoAsync("/ui/schedules");
        await visit.Field("Name").FillAsync("weekly");
        await visit.Field("When (cron)").FillAsync("0 3 * * 9");
        await visit.Field("On the clock of").FillAsync("Europe/Berlin");
        await visit.Button("Add it").ClickAsync();
        await visit.SeesAsync("The schedule is not valid");
        await visit.Field("When (cron)").FillAsync("0 3 * * 1");
        await visit.Button("Add it").ClickAsync();
        // Of the one who looks, and of the schedule.
        await Assertions.Expect(visit.Page.GetByText(", 04:00")).ToHaveCountAsync(5);
        await Assertions.Expect(visit.Page.GetByText("03:00 there)")).ToHaveCountAsync(5);

        await visit.Button("Run now weekly").ClickAsync();
        await visit.ConfirmAsync("Ask for a run");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(RunAddress());
        await visit.Button("Cancel").ClickAsync();
        await visit.SeesAsync("What it has learnt so far is lost");
        await visit.ConfirmAsync("Cancel the run");
        await Assertions.Expect(visit.Page.GetByText("was cancelled").First).ToBeVisibleAsync();

        await visit.Page.GotoAsync("/ui/schedules");
        await visit.Button("Delete weekly").ClickAsync();
        await visit.ConfirmAsync("Delete it");
        await visit.SeesAsync("There is none yet.");
        visit.Faults.ShouldBeEmpty();
    }

    [GeneratedRegex(@"/ui/runs/\d+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunAddress();

    [GeneratedRegex(@"/ui/runs/2\?against=1$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beside();
}
