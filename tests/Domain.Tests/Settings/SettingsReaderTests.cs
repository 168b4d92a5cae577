using KDiffE.Domain.Settings;
using KDiffE.TestKit;

namespace KDiffE.Domain.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void LaterOverridesWin()
    {
        var settings = SettingsReader.Read("default", ["KDiffE:Dim=32", "kdiffe:dim=48", "KDiffE:Loss=bpr", "KDiffE:NormExponent=0.5"]);

        settings.KDiffE.Dim.ShouldBe(48);
        settings.KDiffE.Loss.ShouldBe(RankingLoss.Bpr);
        settings.KDiffE.NormExponents.ShouldBe([0.5]);
    }

    [Fact]
    public void ReadingDoesNotChangeThePreset()
    {
        SettingsReader.Read("paper", ["KDiffE:Dim=32"]);

        SettingsReader.Read("paper", []).KDiffE.Dim.ShouldBe(64);
    }

    [Fact]
    public void APresetMayBeAFileOfSections()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("mine.json");
        File.WriteAllText(file, """{ "KDiffE": { "Dim": 96, "Loss": "Bpr" }, "Contrastive": { "Weight": 0.5 } }""");

        var settings = SettingsReader.Read(file, ["KDiffE:Dim=97"]);

        (settings.KDiffE.Dim, settings.KDiffE.Loss, settings.Contrastive.Weight).ShouldBe((97, RankingLoss.Bpr, 0.5f));
    }

    [Theory]
    [InlineData("{ \"KDiffE\": { \"Dims\": 96 } }", "Unknown setting 'KDiffE:Dims'")]
    [InlineData("[1]", "is not a JSON object of sections")]
    [InlineData("null", "is not a JSON object of sections")]
    [InlineData("{ \"KDiffE\": { \"Dim\": 96, \"Dim\": 32 } }", "is not a JSON object of sections")]
    public void AFileThatIsNoPresetIsRefused(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("mine.json");
        File.WriteAllText(file, text);

        Should.Throw<InvalidSettingException>(() => SettingsReader.Read(file, [])).Message.ShouldContain(expected);
    }

    [Fact]
    public void AWrittenPresetGivesTheSettingsBackAndHoldsNothingElse()
    {
        using var folder = new TemporaryFolder();
        string[] overrides =
        [
            "KDiffE:SelfLoops=true", "KDiffE:LearningRate=0.004317", "KDiffE:Loss=Bpr", "KDiffE:NormExponent=0.25", "KDiffE:Restart=0.3",
            "KDiffE:Layers=2", "Diffusion:Mode=Sampled", "Contrastive:Enabled=false",
        ];
        var settings = SettingsReader.Read("default", overrides);

        var preset = Presets.Of(settings);
        File.WriteAllText(folder.File("best.json"), preset.ToJsonString());

        SettingsReader.Read(folder.File("best.json"), []).ShouldBe(settings);
        // Two layers are the default.
        Presets.Read(folder.File("best.json")).Order().ShouldBe(overrides.Where(text => text != "KDiffE:Layers=2").Select(Spelled).Order());
        Presets.Of(new TrainingSettings()).Count.ShouldBe(0);

        static string Spelled(string text) => text.Replace("=true", "=True").Replace("=false", "=False");
    }

    [Fact]
    public void EveryPresetThatIsNamedCanBeRead()
    {
        foreach (var name in Presets.Names)
            Should.NotThrow(() => SettingsReader.Read(name, []));
    }

    [Theory]
    [InlineData("Contrastive:Negatives=0", "Contrastive:Negatives is 0, but must be auto, all or a number")]
    [InlineData("Diffusion:Mode=fast", "expected Auto | Dense | Sampled")]
    [InlineData("KDiffE:Layer=2", "Unknown setting 'KDiffE:Layer'")]
    [InlineData("Layers=2", "Unknown setting 'Layers'")]
    [InlineData("KDiffE:Layers", "not of the form")]
    [InlineData("KDiffE:Layers=two", "KDiffE:Layers cannot be 'two'; expected a whole number")]
    [InlineData("KDiffE:Epochs=2\0", "KDiffE:Epochs cannot be '2\uFFFD'")]
    [InlineData("KDiffE:Loss=Bpr\0", "KDiffE:Loss cannot be 'Bpr\uFFFD'")]
    [InlineData("KDiffE:Layers=7", "KDiffE:Layers is 7, but must be from 1 to 3")]
    [InlineData("KDiffE:Loss=3", "KDiffE:Loss cannot be '3'; expected Bpr | Softmax")]
    [InlineData("KDiffE:NormExponent=2", "KDiffE:NormExponent is 2, but must be auto or a number from 0 to 1")]
    [InlineData("KDiffE:LearningRate=NaN", "KDiffE:LearningRate")]
    public void AnErrorNamesTheSetting(string text, string expected) =>
        Should.Throw<InvalidSettingException>(() => SettingsReader.Read("default", [text])).Message.ShouldContain(expected);

    [Fact]
    public void AnUnknownPresetIsNamed() =>
        Should.Throw<InvalidSettingException>(() => SettingsReader.Read("best", [])).Message.ShouldContain("'best'");

    [Fact]
    public void EverySettingIsDescribedByTheNameThatSetsIt()
    {
        var described = SettingsReader.Describe(SettingsReader.Read("paper", []));

        var again = SettingsReader.Read("default", described.Select(pair => $"{pair.Key}={pair.Value}"));

        again.ShouldBe(SettingsReader.Read("paper", []));
    }
}
