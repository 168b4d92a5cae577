using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

[Collection(SeededTorch.Name)]
public sealed class AblationTests
{
    private static readonly TrainingSettings Quick = new() { KDiffE = new() { Dim = 8, Epochs = 1, Negatives = 16, Seed = 4 } };

    private readonly Dataset _data = WithAColdItem(TinyDataset.Grouped(users: 40, items: 40, groups: 4, perUser: 10, seed: 3));

    [Fact]
    public void EveryVariantIsRunWithEverySeedAndComparedWithTheWholeModel()
    {
        var report = new Ablation(_data, Quick, DeviceOperators.Cpu).Run(2, (_, _) => { }, CancellationToken.None);

        report.Seeds.ShouldBe([4, 5]);
        report.Finished.ShouldBe(report.Planned);
        report.Variants.ShouldAllBe(variant => variant.Runs.Count == (variant.NotApplicable == null ? 2 : 0));
        var whole = report.Variants[0];
        whole.Name.ShouldBe("full");
        foreach (var variant in report.Variants.Where(variant => variant.NotApplicable is null))
        {
            variant.Runs.Select(run => run.Seed).ShouldBe([4, 5]);
            var recall = variant.Figures["test.recall@20"];
            recall.Mean.ShouldBe((variant.Runs[0].Test.Recall + variant.Runs[1].Test.Recall) / 2, 1e-12);
            recall.Spread!.Value.ShouldBe(Math.Abs(variant.Runs[0].Test.Recall - variant.Runs[1].Test.Recall) / Math.Sqrt(2), 1e-12);
            variant.Figures["test.recall@20.items_0"].Mean.ShouldBe(variant.Runs.Average(run => run.Test.ByItemBucket[0].Recall), 1e-12);
            variant.Figures["valid.ndcg@20"].Mean.ShouldBe((variant.Runs[0].Valid!.Ndcg + variant.Runs[1].Valid!.Ndcg) / 2, 1e-12);
            if (variant != whole)
                recall.Difference!.Value.ShouldBe(recall.Mean - whole.Figures["test.recall@20"].Mean, 1e-12);
        }
    }

    [Fact]
    public void ARunIsWhatTrainGivesForItsOverrides()
    {
        var report = new Ablation(_data, Quick, DeviceOperators.Cpu).Run(1, (_, _) => { }, CancellationToken.None);
        foreach (var variant in report.Variants.Where(variant => variant.NotApplicable is null))
        {
            var learnt = variant.Name switch
            {
                "shuffled_graph" => Controls.ShuffleGraph(_data),
                "noisy_graph" or "noisy_credible_graph" => GraphNoise.Double(_data),
                _ => _data,
            };
            var experiment = new Experiment(learnt, DeviceOperators.Cpu);
            var model = experiment.Train(SettingsReader.Apply(Quick, variant.Overrides), null, CancellationToken.None).Model;
            variant.Runs[0].Test.Ndcg.ShouldBe(experiment.Test(model.ToScorer(), CancellationToken.None)!.Ndcg, variant.Name);
        }
    }

    [Fact]
    public void ACancelledAblationKeepsWhatHasFinished()
    {
        using var cancel = new CancellationTokenSource();

        var report = new Ablation(_data, Quick, DeviceOperators.Cpu).Run(3, (all, _) => CancelAt(2, all), cancel.Token);

        report.Finished.ShouldBe(2);
        report.Variants.Take(2).ShouldAllBe(variant => variant.Runs.Count == 1 && variant.Figures["test.recall@20"].Spread == null);
        AblationTable.Format(report).ShouldContain("without_s");

        void CancelAt(int runs, AblationReport all)
        {
            if (all.Finished == runs)
                cancel.Cancel();
        }
    }

    [Fact]
    public void AVariantThatWouldChangeNothingIsNotApplicable()
    {
        var bare = _data with { Triples = Triples.Empty };

        NotApplicable(_data, Quick).ShouldBe(["without_modalities", "shuffled_features"]);
        NotApplicable(_data, Quick with { KDiffE = Quick.KDiffE with { Xi = 0, ItemGraphNeighbors = 0, Averaging = 0.9f } }).ShouldBe(["without_s", "without_modalities", "without_item_graph", "shuffled_features"]);
        NotApplicable(_data, Quick with { Diffusion = new() { Enabled = false } }).ShouldBe(["without_guide", "without_diffusion", "without_modalities", "shuffled_features"]);
        NotApplicable(_data, Quick with { Contrastive = new() { Enabled = false } })
            .ShouldBe(["without_guide", "without_contrast", "without_diffusion", "without_modalities", "shuffled_features"]);
        NotApplicable(bare, Quick).ShouldBe(
            [
                "without_guide", "without_contrast", "without_diffusion", "without_modalities", "without_item_graph", "without_graph",
                "without_profiles", "shuffled_graph", "shuffled_features",
                "credible_graph", "noisy_graph", "noisy_credible_graph",
            ]);
        var pictures = bare with { Features = [new ItemFeature("image", 1, new float[bare.Items], new bool[bare.Items])] };
        NotApplicable(pictures, Quick).ShouldBe(["without_guide", "without_contrast", "without_diffusion", "without_modalities", "without_graph", "shuffled_graph", "credible_graph", "noisy_graph", "noisy_credible_graph"]);
        NotApplicable(pictures, Quick with { KDiffE = Quick.KDiffE with { Modalities = Switch.On } }).ShouldBe(["without_graph", "shuffled_graph", "credible_graph", "noisy_graph", "noisy_credible_graph"]);

        static IEnumerable<string> NotApplicable(Dataset data, TrainingSettings settings) =>
            AblationVariant.All.Where(variant => variant.NotApplicable(data, settings) is not null).Select(variant => variant.Name);
    }

    [Fact]
    public void ChosenVariantsRunBesideTheWholeModel()
    {
        AblationVariant.Named(["without_graph", "without_s"]).Select(variant => variant.Name).ShouldBe(["full", "without_s", "without_graph"]);
        AblationVariant.Named(["full"]).ShouldBe([AblationVariant.Full]);
        AblationVariant.Named([]).ShouldBe(AblationVariant.All);
        Should.Throw<InvalidSettingException>(() => AblationVariant.Named(["without_x"])).Message.ShouldContain("'without_x'");
    }

    [Fact]
    public void EveryVariantTakesSomethingOut() => AblationVariant.All.Skip(1).ShouldAllBe(variant => variant.Overrides.Count > 0 || variant.Change != null);

    [Fact]
    public void ABucketWithoutTestRowsHasNoFigure()
    {
        var warm = Enumerable.Range(0, _data.Test.Count).Where(k => _data.Train.Items.Contains(_data.Test.Items[k])).ToArray();
        var data = _data with { Test = new Interactions([.. warm.Select(k => _data.Test.Users[k])], [.. warm.Select(k => _data.Test.Items[k])]) };

        Figures(_data).ShouldContain("test.recall@20.items_0");
        Figures(data).ShouldNotContain("test.recall@20.items_0");

        static IEnumerable<string> Figures(Dataset data) =>
            new Ablation(data, Quick, DeviceOperators.Cpu).Run(1, (_, _) => { }, CancellationToken.None).Variants[0].Figures.Keys;
    }

    [Fact]
    public void WithoutTestDataThereIsNothingToCompare() =>
        Should.Throw<InvalidOperationException>(() => new Ablation(_data with { Test = Interactions.Empty }, Quick, DeviceOperators.Cpu)).Message.ShouldContain("no test interaction");

    /// <summary>Takes an item that is tested out of the training part.</summary>
    private static Dataset WithAColdItem(Dataset data)
    {
        var cold = data.Test.Items[0];
        var kept = Enumerable.Range(0, data.Train.Count).Where(k => data.Train.Items[k] != cold).ToArray();
        return data with { Train = new Interactions([.. kept.Select(k => data.Train.Users[k])], [.. kept.Select(k => data.Train.Items[k])]) };
    }
}
