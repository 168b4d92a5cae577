using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Data;

namespace KDiffE.Training.Tests.Model.Layers;

public sealed class KnowledgeGraphTests
{
    private static readonly KnowledgeGraph Graph = KnowledgeGraph.From(TinyDataset.WithTriples(
        items: 3, entities: 4, relations: 1, new Triples([2, 0, 0, 0, 0], [0, 0, 0, 0, 0], [3, 3, 4, 5, 6])));

    [Fact]
    public void RowsAreOrderedByItem()
    {
        Graph.Neighbours.Offsets.ShouldBe([0, 4, 4, 5]);
        Graph.Neighbours.Indices[4].ShouldBe(3);
    }

    [Fact]
    public void DrawsAtMostTheNeighboursAskedForAndLosesNoItem()
    {
        var sample = Graph.Sample(2, new Random(3));

        sample.Neighbours.Offsets.ShouldBe([0, 2, 2, 3]);
        sample.Neighbours.Indices[..2].ShouldBeUnique();
        sample.Neighbours.Indices[..2].ShouldBeSubsetOf([3, 4, 5, 6]);
    }

    [Fact]
    public void AGraphWithinTheLimitIsUsedAsItIs() => Graph.Sample(4, new Random(3)).ShouldBeSameAs(Graph);
}
