using System.Text.Json.Nodes;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

[Collection(SeededTorch.Name)]
public sealed class RandomSearchTests : IDisposable
{
    private const string Space = """{ "KDiffE:LearningRate": { "log_uniform": [0.001, 0.1] }, "KDiffE:Layers": [1, 2] }""";

    private static readonly TrainingSettings Base = new() { KDiffE = new() { Dim = 8, Epochs = 2, Negatives = 16, Seed = 4 } };

    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _data = TinyDataset.Grouped(users: 40, items: 40, groups: 4, perUser: 10, seed: 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFirstTrialIsTheBaseAndTheOthersAreDrawn()
    {
        var search = Search();

        var study = search.Run(search.NewStudy, 3, _ => { }, CancellationToken.None);

        study.Trials.Select(trial => trial.Number).ShouldBe([1, 2, 3]);
        search.SettingsOf(study.Trials[0]).ShouldBe(Base);
        study.Changes(study.Trials[0]).ShouldBe("nothing");
        foreach (var trial in study.Trials.Skip(1))
        {
            trial.Settings.ShouldBe(SearchSpace.Read(Write("space.json", Space)).Draw(4, trial.Number));
            search.SettingsOf(trial).ShouldBe(SettingsReader.Apply(Base, trial.Settings.Select(pair => $"{pair.Key}={pair.Value}")));
        }

        study.Best.ShouldBe(study.Trials.MaxBy(trial => trial.Valid!.Recall + trial.Valid.Ndcg));
    }

    [Fact]
    public void TestDataHaveNoSay()
    {
        var search = Search();
        var withoutTest = Search(_data with { Test = Interactions.Empty });

        var study = search.Run(search.NewStudy, 2, _ => { }, CancellationToken.None);
        var blind = withoutTest.Run(withoutTest.NewStudy, 2, _ => { }, CancellationToken.None);

        Outcomes(blind).ShouldBe(Outcomes(study));
        blind.DifferencesFrom(study).ShouldBeEmpty();
    }

    [Fact]
    public void ACancelledSearchLosesOnlyTheRunningTrialAndContinuesAsIfNothingHadHappened()
    {
        var path = _folder.File("trials.json");
        var search = Search();
        var whole = search.Run(search.NewStudy, 4, _ => { }, CancellationToken.None);

        using var cancel = new CancellationTokenSource();
        var file = new StudyFile(path);
        var first = search.Run(file.Continue(search.NewStudy), 4, study => { file.Save(study); Stop(study); }, cancel.Token);
        var kept = new StudyFile(path).Continue(Search().NewStudy);
        var second = Search().Run(kept, 4, file.Save, CancellationToken.None);

        first.Trials.Count.ShouldBe(2);
        Outcomes(kept).ShouldBe(Outcomes(first));
        Outcomes(second).ShouldBe(Outcomes(whole));
        Outcomes(new StudyFile(path).Continue(search.NewStudy)).ShouldBe(Outcomes(whole));

        void Stop(Study study)
        {
            if (study.Trials.Count == 2)
                cancel.Cancel();
        }
    }

    [Fact]
    public void ATrialThatIsStoppedAfterAnEpochIsNotCounted()
    {
        using var cancel = new CancellationTokenSource();
        var experiment = new Experiment(_data, DeviceOperators.Cpu);
        var stopped = false;
        var search = new RandomSearch(_data, Base, SearchSpace.Read("default"), (settings, cancellation) =>
        {
            var run = experiment.Train(settings, new Stop(cancel), cancellation);
            stopped = run.Cancelled;
            return run;
        });

        search.Run(search.NewStudy, 3, _ => { }, cancel.Token).Trials.ShouldBeEmpty();
        stopped.ShouldBeTrue();
    }

    [Theory]
    [InlineData(typeof(NotFiniteNumberException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(InvalidSettingException))]
    public void ATrialThatCannotBeTrainedIsCountedAndRankedLast(Type fault)
    {
        var experiment = new Experiment(_data, DeviceOperators.Cpu);
        var space = SearchSpace.Read(Write("space.json", Space));
        var tooBold = SettingsReader.Apply(Base, space.Draw(4, 2).Select(pair => $"{pair.Key}={pair.Value}"));
        var search = new RandomSearch(_data, Base, space, Train);

        var study = search.Run(search.NewStudy, 3, _ => { }, CancellationToken.None);

        study.Trials.Select(trial => trial.Error).ShouldBe([null, "It cannot be trained.", null]);
        (study.Ranked[^1].Number, study.Ranked[^1].Score).ShouldBe((2, null));
        TrialTable.Format(study).ShouldContain("failed");

        FitResult Train(TrainingSettings settings, CancellationToken cancellation) => settings == tooBold
            ? throw (Exception)Activator.CreateInstance(fault, "It cannot be trained.")!
            : experiment.Train(settings, null, cancellation);
    }

    [Fact]
    public void AFileOfAnotherSearchIsRefusedAndSaysWhy()
    {
        var file = new StudyFile(_folder.File("trials.json"));
        var search = Search();
        file.Save(search.Run(search.NewStudy, 1, _ => { }, CancellationToken.None));

        Refused(Search(_data with { Name = "other" })).ShouldContain("its dataset is 'grouped', not 'other'");
        Refused(Search(_data with { Train = new Interactions([.. _data.Train.Users], [.. _data.Train.Items.Reverse()]) })).ShouldContain("other data of 'grouped'");
        Refused(Search(start: Base with { KDiffE = Base.KDiffE with { Seed = 5 } })).ShouldContain("its KDiffE:Seed is 4, not 5");
        Refused(Search(start: Base with { KDiffE = Base.KDiffE with { Dim = 9 } })).ShouldContain("its KDiffE:Dim is 8, not 9");
        Refused(Search(space: """{ "KDiffE:LearningRate": { "log_uniform": [0.001, 0.2] }, "KDiffE:Layers": [1, 2] }"""))
            .ShouldContain("""its space of KDiffE:LearningRate is {"log_uniform":[0.001,0.1]}, not {"log_uniform":[0.001,0.2]}""");
        Refused(Search(space: """{ "KDiffE:Layers": [1, 2] }""")).ShouldContain("not absent");
        Should.NotThrow(() => file.Continue(Search(space: """{ "kdiffe:layers": [ 1, 2 ], "KDiffE:LearningRate": { "log_uniform": [ 0.001, 0.1 ] } }""").NewStudy));

        string Refused(RandomSearch other)
        {
            var message = Should.Throw<InvalidDataException>(() => file.Continue(other.NewStudy)).Message;
            message.ShouldContain("trials.json");
            return message;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "dataset": null, "fingerprint": "", "base": {}, "space": {}, "trials": [] }""")]
    public void AFileOfSomethingElseIsRefused(string text)
    {
        var file = new StudyFile(Write("trials.json", text));

        Should.Throw<InvalidDataException>(() => file.Continue(Search().NewStudy)).Message.ShouldContain("trials.json");
    }

    [Fact]
    public void TheFileHoldsTheWholeSearch()
    {
        var file = new StudyFile(_folder.File("trials.json"));
        var search = Search();
        var study = search.Run(search.NewStudy, 2, file.Save, CancellationToken.None);

        var json = JsonNode.Parse(File.ReadAllText(_folder.File("trials.json")))!;

        json["base"]!["KDiffE:Seed"]!.GetValue<string>().ShouldBe("4");
        json["best_trial"]!.GetValue<int>().ShouldBe(study.Best!.Number);
        json["trials"]![1]!["settings"]!["KDiffE:Layers"]!.GetValue<string>().ShouldBe(study.Trials[1].Settings["KDiffE:Layers"]);
        json["trials"]![1]!["score"]!.GetValue<double>().ShouldBe(
            json["trials"]![1]!["valid"]!["recall@20"]!.GetValue<double>() + json["trials"]![1]!["valid"]!["ndcg@20"]!.GetValue<double>(), 1e-12);
        Directory.GetFiles(_folder.Folder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void WithoutValidationDataThereIsNothingToSearchBy() =>
        Should.Throw<InvalidOperationException>(() => Search(_data with { Valid = Interactions.Empty })).Message.ShouldContain("no validation interaction");

    private RandomSearch Search(Dataset? data = null, TrainingSettings? start = null, string space = Space)
    {
        var experiment = new Experiment(data ?? _data, DeviceOperators.Cpu);
        return new RandomSearch(
            data ?? _data, start ?? Base, SearchSpace.Read(Write($"{Guid.NewGuid():N}.json", space)),
            (settings, cancellation) => experiment.Train(settings, null, cancellation));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private static IEnumerable<string> Outcomes(Study study) => study.Trials.Select(trial =>
        $"{trial.Number}: {string.Join(' ', trial.Settings.Select(pair => $"{pair.Key}={pair.Value}"))} {trial.Valid} {trial.BestEpoch} {trial.Epochs}");

    private sealed class Stop(CancellationTokenSource source) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => source.Cancel();
    }
}
