using System.Xml.Linq;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Operators;
using KDiffE.Training.Paper;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Tests.Paper;

[Collection(SeededTorch.Name)]
public sealed class PaperStudyTests : IDisposable
{
    private static readonly TrainingSettings Quick = new() { KDiffE = new() { Dim = 8, Epochs = 1, Negatives = 16 } };

    private readonly Dataset _data = TinyDataset.Grouped(users: 40, items: 40, groups: 4, perUser: 10, seed: 3) with { Name = "tiktok" };
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnotherCallDoesWhatIsMissingAlone()
    {
        Run(Quick, seeds: 1, "table3");
        _said.Clear();

        var results = Run(Quick, seeds: 2, "table3", "figure9");

        // The whole model and the three variants of Table III have run with the first seed; q has five more values.
        _said.Count.ShouldBe(4 + (2 * 5));
        results.Runs.Variants.Where(variant => variant.Runs.Count > 0).ShouldAllBe(variant => variant.Runs.Count == 2);
    }

    [Fact]
    public void WhatIsNotAskedForThisTimeStaysInTheFile()
    {
        Run(Quick, seeds: 2, "table3");

        var results = Run(Quick, seeds: 1, "figure9");

        results.Runs.Variants.Single(variant => variant.Name == "without_s").Runs.Count.ShouldBe(2);
        results.Tables().Count().ShouldBe(2);
    }

    [Fact]
    public void RunsWithOtherSettingsAreNotContinued()
    {
        Run(Quick, seeds: 1, "table3");

        Should.Throw<InvalidDataException>(() => Run(Quick with { KDiffE = Quick.KDiffE with { Dim = 9 } }, seeds: 1, "table3"))
            .Message.ShouldContain("KDiffE:Dim");
    }

    [Fact]
    public void RunsOnOtherDataAreNotContinued()
    {
        Run(Quick, seeds: 1, "table3");
        var other = _data with { Train = new Interactions(_data.Train.Users[1..], _data.Train.Items[1..]) };

        Should.Throw<InvalidDataException>(() => Study(other, Quick).Run(PaperPart.Named(["table3"]), 1, 1, _ => null!, CancellationToken.None))
            .Message.ShouldContain("other data");
    }

    [Fact]
    public void ARivalThatWasMeasuredWithFewerSeedsIsMeasuredAgain()
    {
        var test = new RankingReport(20, Users: 1, Recall: 0, Ndcg: 0, Precision: 0, HitRate: 0, Coverage: 0, [], []);
        var kept = Baseline.All.ToDictionary(rival => rival.Name, _ => default(BaselineReport));
        kept[LightGcn.Name] = new BaselineReport(SecondsFit: 1, test);
        kept["ease"] = new BaselineReport(SecondsFit: 1, test);
        JsonReport.Replace(new BaselinesReport(DatasetReport.Of(_data), kept), _folder.File("tiktok.baselines.json"));

        var rivals = Study(_data, Quick).Run(PaperPart.Named(["table2"]), seeds: 2, trials: 1, _ => null!, CancellationToken.None).Rivals!;

        rivals.Baselines[LightGcn.Name]!.Tests.Count().ShouldBe(2);
        rivals.Baselines["ease"]!.Tests.Count().ShouldBe(1);
        _said.ShouldContain("LightGCN …");
        _said.ShouldNotContain("EASE …");
    }

    [Fact]
    public void TablesStandBesideThePapersFigures()
    {
        var results = Run(Quick, seeds: 1, "table3");

        var table = results.Tables().ShouldHaveSingleItem();
        // Table III of the paper, TikTok: without S .107 / .041, the whole model .112 / .046.
        table.ShouldContain($"| without_s | {Figures("without_s")} | 0.107 / 0.041 |");
        table.ShouldContain($"| full | {Figures("full")} | 0.112 / 0.046 |");

        string Figures(string variant)
        {
            var test = results.Runs.Variants.Single(known => known.Name == variant).Runs.Single().Test;
            return FormattableString.Invariant($"{test.Recall:F4} / {test.Ndcg:F4}");
        }
    }

    [Fact]
    public void FiguresAreDrawnForWhatHasRun()
    {
        PaperFiles.Write(_folder.Folder, [Run(Quick, seeds: 1, "figure9")]);

        var svg = XDocument.Load(_folder.File("tiktok-figure9-Q.svg"));
        svg.Root!.Name.LocalName.ShouldBe("svg");
        string.Concat(svg.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)).ShouldContain("recall@20");
        File.ReadAllText(_folder.File("paper.md")).ShouldContain("(tiktok-figure9-Q.svg)");
        Directory.GetFiles(_folder.Folder, "*.svg").Length.ShouldBe(1);
    }

    private DatasetResults Run(TrainingSettings settings, int seeds, params string[] parts) =>
        Study(_data, settings).Run(PaperPart.Named(parts), seeds, trials: 1, _ => null!, CancellationToken.None);

    private PaperStudy Study(Dataset data, TrainingSettings settings) => new(data, settings, DeviceOperators.Cpu, _folder.Folder, _said.Add);
}
