using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Fitting;

namespace KDiffE.Training.Tests.Baselines;

[Collection(SeededTorch.Name)]
public sealed class DiffKgTests : TrainedScorerTests
{
    private protected override TrainingSettings Settings => DiffKg.Settings(seed: 1);

    private protected override (Func<IScorer> Fit, string Sentence)? Refused =>
        (() => DiffKg.Train(Catalogue.Of(2, 2, [(0, 0), (1, 1)], []), Settings, DeviceOperators.Cpu, null, TestContext.Current.CancellationToken).Model.ToScorer(),
            "DiffKG needs triples of the items, and 'catalogue' has none.");

    [Fact]
    public void HasNothingOfWhatKDiffEAdds()
    {
        Settings.KDiffE.Xi.ShouldBe(0);
        Settings.Diffusion.GuideWeight.ShouldBe(0);
        Settings.KDiffE.Modalities.ShouldBe(Switch.Off);
        Settings.KDiffE.ItemGraphNeighbors.ShouldBe(0);
        Settings.KDiffE.ProfileDim.ShouldBe(0);
        Settings.KDiffE.Loss.ShouldBe(RankingLoss.Bpr);
    }

    [Fact]
    public void ItsViewOfTheDenoisedGraphIsContrasted()
    {
        var data = Catalogue.Random();

        var fit = DiffKg.Train(data, Settings with { KDiffE = Settings.KDiffE with { Dim = 8, Epochs = 1 } }, DeviceOperators.Cpu, null, TestContext.Current.CancellationToken);

        fit.Epochs[0].Diffusion.ShouldNotBeNull();
        fit.Epochs[0].Contrastive.ShouldNotBeNull();
    }

    private protected override FitResult Train(Dataset data, TrainingSettings settings, CancellationToken cancellation)
    {
        var knowing = data.Triples.Count > 0 ? data : data with
        {
            EntityIds = ["kind"],
            RelationIds = ["is_a"],
            Triples = new Triples([0], [0], [data.Items]),
        };
        return DiffKg.Train(knowing, settings, DeviceOperators.Cpu, null, cancellation);
    }
}
