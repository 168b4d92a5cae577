using System.Globalization;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

public sealed class SearchSpaceTests
{
    private const string Mixed = """
        {
          "kdiffe:rankTemperature": { "uniform": [0.1, 0.3] },
          "KDiffE:Dim": [32, 64, 128],
          "KDiffE:LearningRate": { "log_uniform": [0.001, 0.02] },
          "KDiffE:Negatives": { "log_uniform": [256, 4096] }
        }
        """;

    // Worked out with SplitMix64 in another language: a search must go on with the same trials in every later version.
    [Theory]
    [InlineData(1, 2, "32", "0.0124", "3613", "0.268")]
    [InlineData(1, 3, "128", "0.00813", "1237", "0.262")]
    [InlineData(7, 2, "64", "0.01894", "729", "0.2991")]
    public void ATrialIsTheSameForeverForItsSeedAndSpace(int seed, int trial, string dim, string learningRate, string negatives, string temperature)
    {
        var space = Parse(Mixed);
        space.Draw(seed, trial + 1);

        var drawn = space.Draw(seed, trial);

        drawn.ShouldBe(new Dictionary<string, string>
        {
            ["KDiffE:Dim"] = dim,
            ["KDiffE:LearningRate"] = learningRate,
            ["KDiffE:Negatives"] = negatives,
            ["KDiffE:RankTemperature"] = temperature,
        });
    }

    [Fact]
    public void DrawsFillTheirRangesAsDeclared()
    {
        var space = Parse(Mixed);
        var draws = Enumerable.Range(1, 4000).Select(trial => space.Draw(1, trial)).ToArray();

        draws.CountBy(draw => draw["KDiffE:Dim"]).ShouldAllBe(dim => dim.Value > 1200);
        Shares("KDiffE:RankTemperature", 0.1, 0.2, 0.3).ShouldBe(0.5, 0.03);
        Shares("KDiffE:LearningRate", 0.001, Math.Sqrt(0.001 * 0.02), 0.02).ShouldBe(0.5, 0.03);
        Shares("KDiffE:Negatives", 256, 1024, 4096).ShouldBe(0.5, 0.03);

        // How many draws lie below the middle; all must lie between the ends.
        double Shares(string name, double low, double middle, double high)
        {
            var values = draws.Select(draw => double.Parse(draw[name], CultureInfo.InvariantCulture)).ToArray();
            values.ShouldAllBe(value => value >= low && value <= high);
            return values.Count(value => value < middle) / (double)values.Length;
        }
    }

    [Fact]
    public void EveryDrawIsAValueOfItsSetting()
    {
        foreach (var name in SearchSpace.Names)
        {
            for (var trial = 1; trial <= 50; trial++)
            {
                var drawn = SearchSpace.Read(name).Draw(3, trial);
                var settings = SettingsReader.Read("default", drawn.Select(pair => $"{pair.Key}={pair.Value}"));
                var described = SettingsReader.Describe(settings);
                drawn.ShouldAllBe(pair => described[pair.Key] == pair.Value);
            }
        }
    }

    [Theory]
    [InlineData("""{ "KDiffE:Dims": [1] }""", "Unknown setting 'KDiffE:Dims'")]
    [InlineData("""{ "KDiffE:Dim": [64, 0] }""", "KDiffE:Dim is 0, but must be from 1")]
    [InlineData("""{ "KDiffE:Dim": [64.5] }""", "KDiffE:Dim cannot be '64.5'")]
    [InlineData("""{ "KDiffE:Loss": ["Hinge"] }""", "KDiffE:Loss cannot be 'Hinge'; expected Bpr | Softmax")]
    [InlineData("""{ "KDiffE:Dim": [] }""", "KDiffE:Dim needs a list of values")]
    [InlineData("""{ "KDiffE:Dim": 64 }""", "KDiffE:Dim needs a list of values")]
    [InlineData("""{ "KDiffE:LearningRate": { "normal": [0.1, 0.2] } }""", "KDiffE:LearningRate needs a list of values")]
    [InlineData("""{ "KDiffE:LearningRate": { "uniform": [0.1] } }""", "KDiffE:LearningRate needs a lower and an upper end")]
    [InlineData("""{ "KDiffE:LearningRate": { "uniform": ["0.1", 0.2] } }""", "KDiffE:LearningRate needs a lower and an upper end")]
    [InlineData("""{ "KDiffE:LearningRate": { "uniform": [0.2, 0.1] } }""", "KDiffE:LearningRate: the ends")]
    [InlineData("""{ "KDiffE:Xi": { "log_uniform": [0, 1] } }""", "KDiffE:Xi: the ends")]
    [InlineData("""{ "KDiffE:LearningRate": { "uniform": [0.1, 20] } }""", "KDiffE:LearningRate is 20, but must be from")]
    [InlineData("""{ "KDiffE:NormExponent": { "uniform": [0, 1] } }""", "KDiffE:NormExponent is not a number")]
    [InlineData("""{ "KDiffE:Dim": [64], "kdiffe:dim": [32] }""", "KDiffE:Dim stands twice")]
    [InlineData("""{ "KDiffE:Dim": [64], "KDiffE:Dim": [32] }""", "is not a JSON object")]
    [InlineData("[1]", "is not a JSON object of settings")]
    [InlineData("null", "is not a JSON object of settings")]
    public void AnErrorNamesTheSetting(string text, string expected) =>
        Should.Throw<InvalidSettingException>(() => Parse(text)).Message.ShouldContain(expected);

    [Fact]
    public void AnUnknownSpaceIsNamedAndTheKnownOnesToo()
    {
        var message = Should.Throw<InvalidSettingException>(() => SearchSpace.Read("wide")).Message;

        message.ShouldContain("'wide'");
        message.ShouldContain("bm3, clcrec, default, diffkg, lightgcn, sgl");
    }

    [Fact]
    public void APresetIsSearchedInTheSpaceOfItsName()
    {
        SearchSpace.NameFor("lightgcn").ShouldBe("lightgcn");
        SearchSpace.NameFor("paper").ShouldBe("default");
        SearchSpace.NameFor("mine.json").ShouldBe("default");
    }

    [Fact]
    public void WhatIsFixedIsNotSearched()
    {
        var space = Parse(Mixed).Without(["kdiffe:dim=32", "KDiffE:Xi=0"]);

        space.Declared.Keys.ShouldBe(["KDiffE:LearningRate", "KDiffE:Negatives", "KDiffE:RankTemperature"]);
        Should.Throw<InvalidSettingException>(() => Parse("""{ "KDiffE:Dim": [32, 64] }""").Without(["KDiffE:Dim=32"]))
            .Message.ShouldContain("nothing to search");
    }

    private static SearchSpace Parse(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("space.json"), text);
        return SearchSpace.Read(folder.File("space.json"));
    }
}
