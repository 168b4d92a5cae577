using KDiffE.Domain.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// G_k seen from its items: row j of <see cref="Neighbours"/> holds the tails of item j's triples, and
/// <see cref="Relations"/> their relations. Nodes are items first, then the other entities.
/// </summary>
internal sealed class KnowledgeGraph
{
    private KnowledgeGraph(CsrPattern neighbours, int[] relations, int relationCount)
    {
        Neighbours = neighbours;
        Relations = relations;
        RelationCount = relationCount;
        Softmax = new SegmentSoftmax(neighbours.Offsets);
        Gather = new WeightedGather(neighbours);
        HeadRelations = new WeightedGather(new CsrPattern(neighbours.Rows, relationCount, neighbours.Offsets, relations));
        var heads = neighbours.Transpose(out var source);
        TailRelations = new WeightedGather(
            new CsrPattern(neighbours.Cols, relationCount, heads.Offsets, Array.ConvertAll(source, k => relations[k])));
        PlaceByTail = new int[source.Length];
        for (var place = 0; place < source.Length; place++)
            PlaceByTail[source[place]] = place;
    }

    /// <summary>Tails by item, <c>[J, J + E]</c>.</summary>
    internal CsrPattern Neighbours { get; }

    /// <summary>Relation of each triple, in the order of <see cref="Neighbours"/>.</summary>
    internal int[] Relations { get; }

    /// <summary>R.</summary>
    internal int RelationCount { get; }

    /// <summary>J.</summary>
    internal int Items => Neighbours.Rows;

    /// <summary>J + E.</summary>
    internal int Nodes => Neighbours.Cols;

    /// <summary>Number of triples.</summary>
    internal int Count => Relations.Length;

    /// <summary>The softmax over each item's triples.</summary>
    internal SegmentSoftmax Softmax { get; }

    /// <summary>The weighted sum over each item's neighbours.</summary>
    internal WeightedGather Gather { get; }

    /// <summary>The relations of each item's triples, <c>[J, R]</c>, in the order of <see cref="Neighbours"/>.</summary>
    internal WeightedGather HeadRelations { get; }

    /// <summary>The relations of the triples that end in each node, <c>[J + E, R]</c>.</summary>
    internal WeightedGather TailRelations { get; }

    /// <summary>Where each triple stands in <see cref="TailRelations"/>.</summary>
    internal int[] PlaceByTail { get; }

    internal static KnowledgeGraph From(Dataset data)
    {
        var triples = data.Triples;
        var neighbours = CsrPattern.FromPairs(data.Items, data.Items + data.Entities, triples.Heads, triples.Tails, out var source);
        return new KnowledgeGraph(neighbours, [.. source.Select(k => triples.Relations[k])], data.Relations);
    }

    /// <summary>
    /// At most <paramref name="maxNeighbors"/> triples per item, drawn without replacement; this graph itself when
    /// no item has more.
    /// </summary>
    internal KnowledgeGraph Sample(int maxNeighbors, Random random)
    {
        if (Enumerable.Range(0, Items).All(item => Neighbours.Row(item).Length <= maxNeighbors))
            return this;
        return Keep(triples =>
        {
            var shuffled = triples.ToArray();
            random.Shuffle(shuffled);
            return shuffled.Take(maxNeighbors);
        });
    }

    /// <summary>The graph of the triples that <paramref name="choose"/> picks for each item, in the order of this one.</summary>
    /// <param name="choose">From an item's triples, as positions, those to keep.</param>
    internal KnowledgeGraph Keep(Func<IEnumerable<int>, IEnumerable<int>> choose)
    {
        var kept = new List<int>(Count);
        var offsets = new int[Items + 1];
        for (var item = 0; item < Items; item++)
        {
            kept.AddRange(choose(Enumerable.Range(Neighbours.Offsets[item], Neighbours.Row(item).Length)).Order());
            offsets[item + 1] = kept.Count;
        }

        return new KnowledgeGraph(
            new CsrPattern(Items, Nodes, offsets, [.. kept.Select(k => Neighbours.Indices[k])]),
            [.. kept.Select(k => Relations[k])], RelationCount);
    }
}
