using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Tests.Kernels;

public sealed class TripleTablesTests
{
    // Items 0 and 1, entity 2, relations 0 and 1: 0 –r1→ 2, 0 –r0→ 1, 1 –r1→ 2.
    private static readonly KnowledgeGraph Graph = KnowledgeGraph.From(TinyDataset.WithTriples(
        items: 2, entities: 1, relations: 2, new Triples([0, 0, 1], [1, 0, 1], [2, 1, 2])));

    [Fact]
    public void AddsTheCellsOfTailAndHead()
    {
        float[] tails = [1, 2, 4, 8, 16, 32];
        float[] heads = [100, 200, 400, 800];
        var logits = new float[3];

        TripleTables.Gather(Graph, tails, heads, logits);

        // In the order of item and tail: (0, r0, 1), (0, r1, 2), (1, r1, 2).
        logits.ShouldBe([4 + 100, 32 + 200, 32 + 800]);
    }

    [Fact]
    public void TheGradientGoesBackToTheSameCells()
    {
        var tails = new float[6];
        var heads = new float[4];

        TripleTables.ScatterAdd(Graph, [3, 5, 7], tails, heads);

        tails.ShouldBe([0, 0, 3, 0, 0, 5 + 7]);
        heads.ShouldBe([3, 5, 0, 7]);
    }

    [Fact]
    public void RefusesTablesOfAnotherShape() =>
        Should.Throw<ArgumentException>(() => TripleTables.Gather(Graph, new float[5], new float[4], new float[3]));
}
