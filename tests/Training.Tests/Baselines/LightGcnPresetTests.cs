using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;

namespace KDiffE.Training.Tests.Baselines;

public sealed class LightGcnPresetTests
{
    [Fact]
    public void HasNothingOfKDiffEWhateverTheDefaultsAre()
    {
        var settings = LightGcn.Settings(7);

        settings.KDiffE.Seed.ShouldBe(7);
        (settings.KDiffE.Xi, settings.KDiffE.MaxNeighbors, settings.KDiffE.ItemGraphNeighbors, settings.KDiffE.SelfLoops).ShouldBe((0, 0, 0, false));
        (settings.KDiffE.HiddenTargets, settings.KDiffE.Averaging).ShouldBe(("0", 0));
        (settings.Diffusion.Enabled, settings.Contrastive.Enabled).ShouldBe((false, false));
        (settings.KDiffE.Loss, settings.KDiffE.Layers, settings.KDiffE.LayerCombination).ShouldBe((RankingLoss.Bpr, 3, LayerCombination.Mean));
        (settings.KDiffE.PopularityPrior, settings.KDiffE.ProfileDim, settings.KDiffE.RareItemBlending).ShouldBe((Switch.Off, 0, Switch.Off));
        settings.KDiffE.NormExponents.ShouldBe([1]);
    }
}
