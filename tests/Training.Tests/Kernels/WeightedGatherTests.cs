using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class WeightedGatherTests
{
    private const int Rows = 9;
    private const int Nodes = 6;
    private const int NonZeros = 30;

    private static readonly CsrPattern Targets = Matrices.Pattern(Rows, Nodes, NonZeros, seed: 11);
    private static readonly float[] Weights = Matrices.Normal(NonZeros, seed: 12);

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(41)]
    public void HasTheGradientsOfFiniteDifferences(int d)
    {
        var x = Matrices.Normal(Nodes * d, seed: 13);
        var upstream = Matrices.Normal(Rows * d, seed: 14);
        var gather = new WeightedGather(Targets);
        var y = new float[Rows * d];
        var gradX = new float[Nodes * d];
        var gradWeights = new float[NonZeros];

        gather.Forward(Weights, x, d, y);
        gather.BackwardX(Weights, upstream, d, gradX);
        gather.BackwardWeights(upstream, x, d, gradWeights);

        y.ShouldBeNear(Matrices.Multiply(Targets, Matrices.ToDouble(Weights), Matrices.ToDouble(x), d));
        gradX.ShouldBeNear(Matrices.Gradient(v => Loss(Matrices.ToDouble(Weights), v), Matrices.ToDouble(x)));
        var expected = Matrices.Gradient(a => Loss(a, Matrices.ToDouble(x)), Matrices.ToDouble(Weights));
        gradWeights.ShouldBeNear(expected);
        gather.BackwardWeights<Simd256, Vector256<float>>(upstream, x, d, gradWeights);
        gradWeights.ShouldBeNear(expected);
        gather.BackwardWeights<Scalar, float>(upstream, x, d, gradWeights);
        gradWeights.ShouldBeNear(expected);

        double Loss(double[] a, double[] v) => Matrices.Multiply(Targets, a, v, d).Zip(upstream, (p, g) => p * g).Sum();
    }
}
