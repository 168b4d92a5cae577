using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Diffusion;

public sealed class NoiseScheduleTests
{
    // Variances of three steps: 0.1·1e-4, 0.1·(1e-4 + 0.02) / 2, 0.1·0.02 = 0.00001, 0.001005, 0.002.
    private static readonly NoiseSchedule Three = new(3);

    [Fact]
    public void BetasFollowFromVariancesThatGrowLinearly()
    {
        Three.Betas[1].ShouldBe(0.000995 / 0.99999, 1e-12);
        Three.Betas[2].ShouldBe(0.000995 / 0.998995, 1e-12);
    }

    [Fact]
    public void TheFirstBetaIsFixed()
    {
        Three.Betas[0].ShouldBe(1e-4);
        new NoiseSchedule(1).AlphaBars.ShouldBe([0.9999]);
    }

    [Fact]
    public void TheSignalKeptIsTheProductOfWhatEachStepKeeps()
    {
        Three.AlphaBars[0].ShouldBe(0.9999, 1e-12);
        Three.AlphaBars[1].ShouldBe(0.9999 * 0.998995 / 0.99999, 1e-12);
        Three.AlphaBars[2].ShouldBe(0.9999 * 0.998 / 0.99999, 1e-12);
    }

    [Fact]
    public void ThePosteriorMeanWeighsStartAndState()
    {
        // c₁(1) = β_1·√0.9999 / (1 − ᾱ_1) = 0.00099500995·0.99995 / 0.00109491045; c₂(1) = 0.0001·√(1 − β_1) / 0.00109491045.
        Three.PosteriorStartWeights.ShouldBe([1, 0.90871377, 0.47633535], 1e-7);
        Three.PosteriorStateWeights.ShouldBe([0, 0.09128622, 0.52366452], 1e-7);
    }

    [Fact]
    public void TheLossWeightsAreDifferencesOfSignalToNoise()
    {
        // SNR: 0.9999 / 0.0001 = 9999, 912.31670, 477.50991; the first weight is 1.
        Three.SnrWeights.ShouldBe([1, 9086.68330, 434.80680], 1e-4);
    }

    [Fact]
    public void NoisyRowsMixStartAndNoiseByTheirStep()
    {
        using var scope = NewDisposeScope();

        var rows = Three.QSample(tensor([1f, 0, 0, 1], [2, 2]), tensor([1f, 1, -2, 0], [2, 2]), [0, 2]);
        var entries = Three.QSample(tensor([1f, 1]), tensor([1f, -2]), [0, 2]);

        // √0.9999 = 0.99995, √0.0001 = 0.01; √ᾱ_2 = 0.99895454, √(1 − ᾱ_2) = 0.04571456.
        TensorMemory.ToArray(rows).ShouldBe([1.00995f, 0.01f, -0.09142912f, 0.99895454f], 1e-6f);
        TensorMemory.ToArray(entries).ShouldBe([1.00995f, 0.99895454f - 0.09142912f], 1e-6f);
    }

    [Fact]
    public void WithoutAStepThereIsNoSchedule() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new NoiseSchedule(0));
}
