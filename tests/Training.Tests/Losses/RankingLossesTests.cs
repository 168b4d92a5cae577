using KDiffE.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Losses;

public sealed class RankingLossesTests
{
    [Fact]
    public void BprIsTheMeanLogSigmoidOfTheScoreDifference()
    {
        using var users = tensor([1f, 0, 0, 1], 2, 2);
        using var positives = tensor([2f, 0, 0, 1], 2, 2);
        using var negatives = tensor([1f, 5, 0, 4], 2, 2);

        // Differences: 2 − 1 and 1 − 4.
        var expected = (Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(3))) / 2;

        RankingLosses.Bpr(users, positives, negatives).ToSingle().ShouldBe((float)expected, 1e-5f);
    }

    [Fact]
    public void SoftmaxComparesCosinesAndLeavesMaskedNegativesOut()
    {
        using var users = tensor([3f, 0, 0, 2], 2, 2);
        using var positives = tensor([5f, 0, 1, 1], 2, 2);
        using var negatives = tensor([0f, 7, -1, 0, 1, 0], 3, 2);
        using var masked = tensor([false, false, true, false, false, false]).reshape(2, 3);

        // Row 0: positive cos 1; negatives 0, −1 and one masked. Row 1: positive cos 1/√2; negatives 1, 0, 0.
        const double Tau = 0.5;
        var row0 = Math.Log(Math.Exp(1 / Tau) + Math.Exp(0) + Math.Exp(-1 / Tau)) - 1 / Tau;
        var cosine = 1 / Math.Sqrt(2);
        var row1 = Math.Log(Math.Exp(cosine / Tau) + Math.Exp(1 / Tau) + 2) - cosine / Tau;

        RankingLosses.Softmax(users, positives, negatives, masked, (float)Tau).ToSingle()
            .ShouldBe((float)((row0 + row1) / 2), 1e-5f);
    }
}
