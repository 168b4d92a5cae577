using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class SegmentSoftmaxTests
{
    private static readonly int[] Offsets = [0, 2, 2, 3, 7];

    [Fact]
    public void WeighsEachSegmentOnItsOwn()
    {
        var weights = new float[7];
        new SegmentSoftmax(Offsets).Forward([0, MathF.Log(3), -7, 1, 1, 1, 1], weights);
        weights.ShouldBeNear([0.25, 0.75, 1, 0.25, 0.25, 0.25, 0.25], 1e-6);
    }

    [Fact]
    public void StaysFiniteForLogitsThatWouldOverflow()
    {
        var weights = new float[7];
        new SegmentSoftmax(Offsets).Forward([1000, 1000, -1000, 3e38f, 0, -3e38f, 0], weights);
        weights.ShouldBeNear([0.5, 0.5, 1, 1, 0, 0, 0], 1e-6);
    }

    [Fact]
    public void AcceptsAGraphWithoutAnyEdge()
    {
        var softmax = new SegmentSoftmax([0, 0, 0]);
        softmax.Forward([], []);
        softmax.Backward([], [], []);
    }

    [Fact]
    public void HasTheGradientOfFiniteDifferences()
    {
        var logits = Matrices.Normal(7, seed: 1);
        var upstream = Matrices.Normal(7, seed: 2);
        var softmax = new SegmentSoftmax(Offsets);
        var weights = new float[7];
        var gradient = new float[7];

        softmax.Forward(logits, weights);
        softmax.Backward(weights, upstream, gradient);

        gradient.ShouldBeNear(Matrices.Gradient(l => Loss(l, upstream), Matrices.ToDouble(logits)), 1e-5);
    }

    private static double Loss(double[] logits, float[] upstream)
    {
        var loss = 0.0;
        for (var s = 0; s < Offsets.Length - 1; s++)
        {
            var segment = Enumerable.Range(Offsets[s], Offsets[s + 1] - Offsets[s]).ToArray();
            var sum = segment.Sum(k => Math.Exp(logits[k]));
            loss += segment.Sum(k => Math.Exp(logits[k]) / sum * upstream[k]);
        }

        return loss;
    }
}
