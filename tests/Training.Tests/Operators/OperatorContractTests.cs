using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Operators;

/// <summary>The kernels and the operations that stand in for them on other devices are one contract, values and gradients.</summary>
[Collection(SeededTorch.Name)]
public sealed class OperatorContractTests
{
    private const int Items = 20;
    private const int Entities = 15;
    private const int Relations = 4;
    private static readonly KnowledgeGraph Triples = Random(seed: 7);
    private static readonly KnowledgeGraph Inverse = Triples.Inverse();

    public static TheoryData<string> Graphs => ["items", "inverse"];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void AttentionIsTheSame(string seenFrom) => Same(
        inputs => DeviceOperators.Cpu.SegmentSoftmax(inputs[0], Graph(seenFrom).Softmax),
        inputs => new ComposedOperators(CPU).SegmentSoftmax(inputs[0], Graph(seenFrom).Softmax),
        [Triples.Count]);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void SumsAreTheSame(string seenFrom) => Same(
        inputs => DeviceOperators.Cpu.WeightedGather(inputs[0], inputs[1], Graph(seenFrom).Gather),
        inputs => new ComposedOperators(CPU).WeightedGather(inputs[0], inputs[1], Graph(seenFrom).Gather),
        [Triples.Count], [Triples.Nodes, 6]);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void ProductsAreTheSame(string seenFrom) => Same(
        inputs => DeviceOperators.Cpu.Dots(inputs[0], inputs[1], Graph(seenFrom).Gather),
        inputs => new ComposedOperators(CPU).Dots(inputs[0], inputs[1], Graph(seenFrom).Gather),
        [Graph(seenFrom).Heads, 6], [Triples.Nodes, 6]);

    [Fact]
    public void ResidualNormsAreTheSame() => Same(
        inputs => DeviceOperators.Cpu.ResidualNorm(inputs[0], inputs[1], residual: 0.5f, dropout: 0, seed: 1),
        inputs => new ComposedOperators(CPU).ResidualNorm(inputs[0], inputs[1], residual: 0.5f, dropout: 0, seed: 1),
        [Items, 6], [Items, 6]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ProductsOfMatricesAreTheSame(bool transposed) => Same(
        inputs => DeviceOperators.Cpu.Product(inputs[0], inputs[1], transposed, Precision.Single),
        inputs => new ComposedOperators(CPU).Product(inputs[0], inputs[1], transposed, Precision.Single),
        [9, 7], transposed ? [5, 7] : [7, 5]);

    [Fact]
    public void SumsWithASparseMatrixAreTheSameAlsoAfterItsValuesChange()
    {
        using var scope = NewDisposeScope();
        var matrix = CsrMatrix.FromCoo(3, 3, [0, 0, 2], [1, 2, 0], [0.5f, 0.25f, 1]);
        using var kernel = DeviceOperators.Cpu.Sparse(matrix);
        using var composed = new ComposedOperators(CPU).Sparse(matrix);
        var (x, y) = (tensor([1f, 2, 3], 3, 1), tensor([10f, 20, 30], 3, 1));

        Both().ShouldBe([0.5f * (1 + (0.5f * 20) + (0.25f * 30)), 1, 0.5f * (3 + 10)]);
        matrix.Values[2] = 0;
        kernel.ValuesChanged();
        composed.ValuesChanged();
        Both()[2].ShouldBe(1.5f);

        float[] Both()
        {
            var sum = TensorMemory.ToArray(kernel.AddProduct(x, y, 0.5f));
            TensorMemory.ToArray(composed.AddProduct(x, y, 0.5f)).ShouldBe(sum, 1e-6f);
            return sum;
        }
    }

    private static KnowledgeGraph Graph(string seenFrom) => seenFrom == "inverse" ? Inverse : Triples;

    private static void Same(Func<Tensor[], Tensor> kernel, Func<Tensor[], Tensor> composed, params long[][] shapes)
    {
        manual_seed(11);
        using var scope = NewDisposeScope();
        var inputs = shapes.Select(shape => randn(shape)).ToArray();
        var (values, gradients) = Run(kernel);
        var (expected, expectedGradients) = Run(composed);

        values.ShouldBe(expected, 1e-5f);
        for (var k = 0; k < inputs.Length; k++)
            gradients[k].ShouldBe(expectedGradients[k], 1e-5f);

        (float[] Values, float[][] Gradients) Run(Func<Tensor[], Tensor> function)
        {
            var leaves = inputs.Select(input => input.clone().requires_grad_()).ToArray();
            var result = function(leaves);
            (result * arange(result.numel()).reshape(result.shape).sin()).sum().backward();
            return (TensorMemory.ToArray(result), [.. leaves.Select(leaf => TensorMemory.ToArray(leaf.grad!))]);
        }
    }

    private static KnowledgeGraph Random(int seed)
    {
        // The last item has no triple.
        var random = new Random(seed);
        var triples = Enumerable.Range(0, 60)
            .Select(_ => (Head: random.Next(Items - 1), Relation: random.Next(Relations), Tail: random.Next(Items + Entities))).Distinct().ToArray();
        return KnowledgeGraph.From(TinyDataset.WithTriples(Items, Entities, Relations, new Triples(
            [.. triples.Select(t => t.Head)], [.. triples.Select(t => t.Relation)], [.. triples.Select(t => t.Tail)])));
    }
}
