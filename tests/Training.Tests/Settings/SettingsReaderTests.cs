using KDiffE.Training.Settings;

namespace KDiffE.Training.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void LaterOverridesWin()
    {
        var settings = SettingsReader.Read("default", ["KDiffE:Dim=32", "kdiffe:dim=48", "KDiffE:Loss=bpr", "KDiffE:NormExponent=0.5"]);

        settings.Dim.ShouldBe(48);
        settings.Loss.ShouldBe(RankingLoss.Bpr);
        settings.NormExponents.ShouldBe([0.5]);
    }

    [Fact]
    public void ReadingDoesNotChangeThePreset()
    {
        SettingsReader.Read("paper", ["KDiffE:Dim=32"]);

        SettingsReader.Read("paper", []).Dim.ShouldBe(64);
    }

    [Theory]
    [InlineData("KDiffE:Layer=2", "Unknown setting 'KDiffE:Layer'")]
    [InlineData("Layers=2", "Unknown setting 'Layers'")]
    [InlineData("KDiffE:Layers", "not of the form")]
    [InlineData("KDiffE:Layers=two", "KDiffE:Layers cannot be 'two'")]
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

        again.ShouldBe(SettingsReader.Presets["paper"]);
    }
}
