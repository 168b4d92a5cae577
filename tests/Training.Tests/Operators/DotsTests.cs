using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Operators;

public sealed class DotsTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(37)]
    public void ProductsAlongEdgesHaveTheGradientsOfFiniteDifferences(int d)
    {
        const int rowCount = 9, nodeCount = 6, edges = 30;
        var pattern = Matrices.Pattern(rowCount, nodeCount, edges, seed: 11);
        var rowOf = pattern.RowIndices();
        var upstream = Matrices.Normal(edges, seed: 1);
        var start = Matrices.Normal((rowCount + nodeCount) * 2 * d, seed: 2);

        // Both are the right half of a wider table, as the relations are in the attention.
        using var table = tensor(start, rowCount + nodeCount, 2 * d).requires_grad_();
        var half = table.narrow(1, d, d);
        var products = DeviceOperators.Cpu.Dots(half.narrow(0, 0, rowCount), half.narrow(0, rowCount, nodeCount), new WeightedGather(pattern));
        (products * tensor(upstream)).sum().backward();

        TensorMemory.ToArray(products).ShouldBeNear(Plain(Matrices.ToDouble(start)));
        TensorMemory.ToArray(table.grad!).ShouldBeNear(
            Matrices.Gradient(at => Plain(at).Zip(upstream, (p, g) => p * g).Sum(), Matrices.ToDouble(start)));

        double[] Plain(double[] at) => [.. pattern.Indices.Select((node, k) => Enumerable.Range(d, d).Sum(c =>
            at[rowOf[k] * 2 * d + c] * at[(rowCount + node) * 2 * d + c]))];
    }
}
