using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Model.Modalities;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Modalities;

public sealed class ItemFeaturesTests
{
    [Fact]
    public void AnItemWithoutTheFeatureHasAZeroRowAndNoPartInTheStatistics()
    {
        // Of items 0 and 2 the first dimension has mean 3 and deviation 1, the second 5 and 0.
        var features = ItemFeatures.Of(new ItemFeature("image", 2, [2, 5, 77, 88, 4, 5], [true, false, true]), CPU);

        using var values = features.Values;
        values.shape.ShouldBe([3, 2]);
        TensorMemory.ToArray(values).ShouldBe([-1f, 0, 0, 0, 1, 0]);
        features.Present.ShouldBe([true, false, true]);
        features.Statistics.ShouldBe(new FeatureStatistics("image", Items: 2, Dim: 2, LeastMean: 3, MostMean: 5, LeastDeviation: 0, MostDeviation: 1));
    }
}
