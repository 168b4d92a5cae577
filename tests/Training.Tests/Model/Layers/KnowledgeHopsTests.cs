using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Data;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Layers;

[Collection(SeededTorch.Name)]
public sealed class KnowledgeHopsTests
{
    [Fact]
    public void WithTwoHopsItemsHearTheItemsOfTheirEntities()
    {
        // Items 0, 1 –r→ entity 3; item 2 has no triple. Of the relations the first is r, the second its inverse.
        var hops = Graph(items: 3, entities: 1, relations: 1, (0, 0, 3), (1, 0, 3)).Hops(2);
        using var aggregation = Aggregation([-5, 3, 1, 2], [1, 0, 0, 1, 0, 1, 1, 0], 2);
        using var nodes = tensor([1f, 0, 0, 1, 3, 4, 2, 0], 4, 2);

        var items = TensorMemory.ToArray(aggregation.Apply(nodes, hops));

        // Entity 3 hears items 0 and 1 with rᵀW = [1, 2 | 2, 1]: logits 1 + 4 and 2 + 4.
        var first = 1 / (1 + Math.E);
        var entity = Residual((2, 0), (2 + first, 1 - first));
        var (item0, item1) = (Residual((1, 0), (1 + entity.X, entity.Y)), Residual((0, 1), (entity.X, 1 + entity.Y)));
        items.ShouldBeNear([item0.X, item0.Y, item1.X, item1.Y, 1.5 + 0.6, 2 + 0.8], 1e-6);

        static (double X, double Y) Residual((double X, double Y) own, (double X, double Y) sum)
        {
            var norm = Math.Sqrt(sum.X * sum.X + sum.Y * sum.Y);
            return (own.X / 2 + sum.X / norm, own.Y / 2 + sum.Y / norm);
        }
    }

    [Fact]
    public void ZeroEmbeddingsStayZeroAndTheirGradientsFinite()
    {
        var hops = Graph(items: 2, entities: 2, relations: 1, (0, 0, 3)).Hops(2);
        using var aggregation = Aggregation([1, 0, 0, 1], [1, 0, 0, 1, 0, 1, 1, 0], 2);
        using var nodes = zeros(4, 2).requires_grad_();

        var items = aggregation.Apply(nodes, hops);
        items.sum().backward();

        TensorMemory.ToArray(items).ShouldBe(new float[4]);
        TensorMemory.ToArray(nodes.grad!).ShouldAllBe(gradient => float.IsFinite(gradient));
    }

    /// <summary>Few relations and more of them than triples, items as tails, a node of many triples and nodes of none.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    public void ValuesAndGradientsAreThoseOfPlainLoops(int count, int relationCount)
    {
        const int Items = 7, Entities = 6, Dim = 5, LastTail = 11;
        var random = new Random(5);
        (int Head, int Relation, int Tail)[] triples =
        [
            .. Enumerable.Range(0, Items - 1).Select(item => (item, random.Next(relationCount), LastTail)),
            .. Enumerable.Range(0, 20).Select(_ => (random.Next(Items - 1), random.Next(relationCount), random.Next(2, LastTail))),
        ];
        var plain = new PlainAggregation(Items, relationCount, Dim, triples);
        var relationRows = count > 1 ? 2 * relationCount : relationCount;
        var inputs = new[] { (Items + Entities) * Dim, relationRows * Dim, 2 * Dim * Dim }.Select((length, seed) => Matrices.Normal(length, seed + 1)).ToArray();
        var upstream = Matrices.Normal(Items * Dim, seed: 4);
        using var aggregation = Aggregation(inputs[1], inputs[2], Dim);
        using var nodes = tensor(inputs[0], Items + Entities, Dim).requires_grad_();

        var items = aggregation.Apply(nodes, Graph(Items, Entities, relationCount, triples).Hops(count));
        (items * tensor(upstream, Items, Dim)).sum().backward();

        var doubles = Array.ConvertAll(inputs, Matrices.ToDouble);
        TensorMemory.ToArray(items).ShouldBeNear(plain.Apply(doubles[0], doubles[1], doubles[2], count));
        var parameters = aggregation.named_parameters().ToDictionary(p => p.name.Trim('_'), p => p.parameter.grad!);
        Tensor[] gradients = [nodes.grad!, parameters["relations"], parameters["weight"]];
        for (var moved = 0; moved < inputs.Length; moved++)
        {
            TensorMemory.ToArray(gradients[moved]).ShouldBeNear(Matrices.Gradient(
                _ => plain.Apply(doubles[0], doubles[1], doubles[2], count).Zip(upstream, (z, g) => z * g).Sum(), doubles[moved]));
        }
    }

    [Fact]
    public void InverseTriplesLeadBackUnderRelationsOfTheirOwn()
    {
        var inverse = Graph(items: 2, entities: 2, relations: 3, (0, 2, 3), (1, 0, 3), (1, 1, 0)).Inverse();

        inverse.Neighbours.Offsets.ShouldBe([0, 1, 1, 1, 3]);
        inverse.Neighbours.Indices.ShouldBe([1, 0, 1]);
        inverse.Relations.ShouldBe([1 + 3, 2 + 3, 0 + 3]);
        (inverse.Heads, inverse.Nodes, inverse.RelationCount).ShouldBe((4, 4, 6));
    }

    [Fact]
    public void OneHopIsTheGraphItself()
    {
        var graph = Graph(items: 2, entities: 1, relations: 1, (0, 0, 2));

        graph.Hops(1).ShouldHaveSingleItem().ShouldBeSameAs(graph);
    }

    [Fact]
    public void AnEntityOfAllItemsHearsNoMoreOfThemThanItMay()
    {
        var everyone = Enumerable.Range(0, 1000).Select(item => (item, 0, 1000)).ToArray();

        var sample = Graph(items: 1000, entities: 1, relations: 1, everyone).Inverse().Sample(32, new Random(1));

        sample.Count.ShouldBe(32);
        sample.Neighbours.Row(1000).ToArray().ShouldBeUnique();
    }

    private static KnowledgeGraph Graph(int items, int entities, int relations, params (int Head, int Relation, int Tail)[] triples) =>
        KnowledgeGraph.From(TinyDataset.WithTriples(items, entities, relations, new Triples(
            [.. triples.Select(t => t.Head)], [.. triples.Select(t => t.Relation)], [.. triples.Select(t => t.Tail)])));

    /// <summary>Without dropout.</summary>
    private static KnowledgeAggregation Aggregation(float[] relations, float[] weight, int dim)
    {
        var aggregation = new KnowledgeAggregation(relations.Length / dim, dim, new Random(1), DeviceOperators.Cpu);
        aggregation.eval();
        using var noGrad = no_grad();
        foreach (var (name, parameter) in aggregation.named_parameters())
            parameter.copy_(tensor(name.Contains("relations", StringComparison.Ordinal) ? relations : weight).reshape(parameter.shape));
        return aggregation;
    }
}
