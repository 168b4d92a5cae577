using KDiffE.Domain.Settings;
using KDiffE.Training.Paper;

namespace KDiffE.Training.Tests.Paper;

public sealed class PaperPartTests
{
    private static readonly TrainingSettings Paper = SettingsReader.Read("paper", []);

    [Fact]
    public void EveryTrainingIsRunOnceHoweverManyFiguresShowIt()
    {
        var names = PaperPart.Variants(Paper).Select(variant => variant.Name).ToArray();

        names[0].ShouldBe("full");
        names.ShouldBeUnique();
        // Three parts left out; of seven sweeps with 6, 6, 6, 6, 6, 5 and 6 values each has one that the preset has already; five sizes.
        names.Length.ShouldBe(1 + 3 + (41 - 7) + 5);
    }

    [Fact]
    public void TheSettingsOfThePresetAreThePapersChoiceInEverySweep()
    {
        var chosen = Sweep.All.ToDictionary(sweep => sweep.Symbol, sweep => sweep.Values.Single(value => sweep.At(value, Paper).Overrides.Count == 0));

        chosen.ShouldBe(
            new Dictionary<string, string> { ["M"] = "50", ["R"] = "12", ["ξ"] = "0.7", ["T"] = "10", ["τ"] = "0.5", ["θ₁"] = "0.01", ["q"] = "1" },
            ignoreOrder: true);
    }

    [Fact]
    public void OtherSettingsAreSweptAroundThemselves()
    {
        var sweep = Sweep.All.Single(sweep => sweep.Symbol == "ξ");

        sweep.At("0.7", SettingsReader.Read("paper", ["KDiffE:Xi=0.9"])).Overrides.ShouldBe(["KDiffE:Xi=0.7"]);
        sweep.At("0.9", SettingsReader.Read("paper", ["KDiffE:Xi=0.9"])).Name.ShouldBe("full");
    }

    [Fact]
    public void AFigureThatThePaperHasNotIsRefused() =>
        Should.Throw<InvalidSettingException>(() => PaperPart.Named(["figure99"])).Message.ShouldContain("no 'figure99'");
}
