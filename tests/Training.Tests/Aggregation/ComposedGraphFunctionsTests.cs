using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Model;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Aggregation;

/// <summary>The kernels and the operations that stand in for them on other devices are one function.</summary>
[Collection(SeededTorch.Name)]
public sealed class ComposedGraphFunctionsTests
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
        inputs => GraphFunctions.SegmentSoftmax(inputs[0], Graph(seenFrom)),
        inputs => ComposedGraphFunctions.SegmentSoftmax(inputs[0], Graph(seenFrom)),
        [Triples.Count]);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void SumsAreTheSame(string seenFrom) => Same(
        inputs => GraphFunctions.WeightedGather(inputs[0], inputs[1], Graph(seenFrom).Gather),
        inputs => ComposedGraphFunctions.WeightedGather(inputs[0], inputs[1], Graph(seenFrom).Neighbours),
        [Triples.Count], [Triples.Nodes, 6]);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void ProductsAreTheSame(string seenFrom) => Same(
        inputs => GraphFunctions.Dots(inputs[0], inputs[1], Graph(seenFrom).Gather),
        inputs => ComposedGraphFunctions.Dots(inputs[0], inputs[1], Graph(seenFrom).Neighbours),
        [Graph(seenFrom).Heads, 6], [Triples.Nodes, 6]);

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
