using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Data;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Layers;

[Collection(SeededTorch.Name)]
public sealed class KnowledgeAggregationTests
{
    // Items 0, 1, 2 (no triple), entities 3 and 4. Item 0: –r0→ 3, –r1→ 4. Item 1: –r1→ 0 (an item as neighbour).
    private static readonly KnowledgeGraph Graph = KnowledgeGraph.From(TinyDataset.WithTriples(
        items: 3, entities: 2, relations: 2, new Triples([1, 0, 0], [1, 0, 1], [0, 3, 4])));

    private static readonly float[] Nodes = [1, 0, 0, 1, 3, 4, 2, 1, -1, 1];
    private static readonly float[] Relations = [1, 2, -1, 1];

    // W [d, 2d]: the left half acts on the neighbour, the right half on the item.
    private static readonly float[] Weight = [1, 0, 0, 1, 0, 1, 1, 0];

    [Fact]
    public void AttentionIsTheSoftmaxOfTheLeakyLogitsOfAnItem()
    {
        using var aggregation = Create();
        using var nodes = tensor(Nodes, 5, 2);

        // q = rᵀW = (r0: [1, 2 | 2, 1], r1: [−1, 1 | 1, −1]).
        // Item 0 (z = 1, 0): r0 → entity 3 (2, 1): 1·2 + 2·1 + 2·1 = 6; r1 → entity 4 (−1, 1): 1 + 1 + 1 = 3.
        // Item 1: one neighbour, weight 1.
        var first = (float)(1 / (1 + Math.Exp(3 - 6)));

        TensorMemory.ToArray(aggregation.Attention(nodes, nodes.narrow(0, 0, Graph.Heads), Graph)).ShouldBe([first, 1 - first, 1], 1e-5f);
    }

    [Fact]
    public void NegativeLogitsAreScaledByAFifth()
    {
        using var aggregation = Create();
        using var nodes = tensor([1f, 0, 0, 1, 3, 4, -2, -1, 1, -1], 5, 2);

        // Item 0: r0 → −2 − 2 + 2 = −2 → −0.4; r1 → −1 − 1 + 1 = −1 → −0.2.
        var first = (float)(1 / (1 + Math.Exp(-0.2 + 0.4)));

        TensorMemory.ToArray(aggregation.Attention(nodes, nodes.narrow(0, 0, Graph.Heads), Graph))[0].ShouldBe(first, 1e-5f);
    }

    [Fact]
    public void AddsTheNormalisedSumToHalfOfTheItem()
    {
        using var aggregation = Create();
        aggregation.eval();
        using var nodes = tensor(Nodes, 5, 2);

        var items = TensorMemory.ToArray(aggregation.Apply(nodes, [Graph]));

        // Item 1: z = (0, 1), neighbour (1, 0): normalise (1, 1) and add (0, 0.5).
        var r = 1 / MathF.Sqrt(2);
        items[2].ShouldBe(r, 1e-5f);
        items[3].ShouldBe(r + 0.5f, 1e-5f);

        // Item 2 has no triple: z = (3, 4), 0.5·z + z / 5.
        items[4].ShouldBe(1.5f + 0.6f, 1e-5f);
        items[5].ShouldBe(2f + 0.8f, 1e-5f);
    }

    private static KnowledgeAggregation Create()
    {
        var aggregation = new KnowledgeAggregation(2, 2, new Random(1), DeviceOperators.Cpu);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in aggregation.named_parameters())
            parameter.copy_(name.Contains("relations", StringComparison.Ordinal) ? tensor(Relations, 2, 2) : tensor(Weight, 2, 4));
        return aggregation;
    }
}
