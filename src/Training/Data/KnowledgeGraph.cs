using KDiffE.Domain.Data;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// G_k seen from the heads of its triples: row h of <see cref="Neighbours"/> holds the tails of head h, and
/// <see cref="Relations"/> their relations. Nodes are items first, then the other entities; heads are the items, or all
/// nodes where triples are seen inversely.
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
        TailRelations = new WeightedGather(
            new CsrPattern(neighbours.Cols, relationCount, Gather.Transposed.Offsets, Array.ConvertAll(Gather.Source, k => relations[k])));
        PlaceByTail = new int[relations.Length];
        for (var place = 0; place < PlaceByTail.Length; place++)
            PlaceByTail[Gather.Source[place]] = place;
    }

    /// <summary>Tails by head, <c>[heads, J + E]</c>.</summary>
    internal CsrPattern Neighbours { get; }

    /// <summary>Relation of each triple, in the order of <see cref="Neighbours"/>.</summary>
    internal int[] Relations { get; }

    /// <summary>R; 2·R of an inverse graph, the last R its own.</summary>
    internal int RelationCount { get; }

    /// <summary>J; J + E of an inverse graph.</summary>
    internal int Heads => Neighbours.Rows;

    /// <summary>The number of nodes, J items and E other entities.</summary>
    internal int Nodes => Neighbours.Cols;

    /// <summary>Number of triples.</summary>
    internal int Count => Relations.Length;

    /// <summary>The softmax over each head's triples.</summary>
    internal SegmentSoftmax Softmax { get; }

    /// <summary>The weighted sum over each head's neighbours.</summary>
    internal WeightedGather Gather { get; }

    /// <summary>The relations of each head's triples, <c>[heads, R]</c>, in the order of <see cref="Neighbours"/>.</summary>
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

    /// <summary>The same triples seen from their tails: (h, r, t) becomes (t, r + R, h).</summary>
    internal KnowledgeGraph Inverse() => new(
        new CsrPattern(Nodes, Nodes, Gather.Transposed.Offsets, Gather.Transposed.Indices),
        Array.ConvertAll(Gather.Source, k => Relations[k] + RelationCount), 2 * RelationCount);

    /// <summary>
    /// What to aggregate over in turn for items to hear nodes <paramref name="count"/> triples away: this graph at the
    /// end, its inverse before it, this graph again before that.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1, 2 or 3.</exception>
    internal IReadOnlyList<KnowledgeGraph> Hops(int count) => count switch
    {
        1 => [this],
        2 => [Inverse(), this],
        3 => [this, Inverse(), this],
        _ => throw new ArgumentOutOfRangeException(nameof(count), count, "There are 1 to 3 hops."),
    };

    /// <summary>
    /// At most <paramref name="maxNeighbors"/> triples per head, drawn without replacement; this graph itself when
    /// no head has more.
    /// </summary>
    internal KnowledgeGraph Sample(int maxNeighbors, Random random)
    {
        if (Enumerable.Range(0, Heads).All(head => Neighbours.Row(head).Length <= maxNeighbors))
            return this;
        return Keep(triples =>
        {
            var shuffled = triples.ToArray();
            random.Shuffle(shuffled);
            return shuffled.Take(maxNeighbors);
        });
    }

    /// <summary>Puts the graph into a checkpoint.</summary>
    internal void Save(Checkpoint to)
    {
        Neighbours.Save(to.Part("neighbours"));
        to.Put("relations", Relations);
        to.PutValue("relation_count", RelationCount);
    }

    /// <summary>The graph that <see cref="Save"/> put there.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    internal static KnowledgeGraph Restore(Checkpoint from) =>
        new(from.Part("neighbours").Pattern(), from.Get<int>("relations"), from.GetValue<int>("relation_count"));

    /// <summary>The graph of the triples that <paramref name="choose"/> picks for each head, in the order of this one.</summary>
    /// <param name="choose">From a head's triples, as positions, those to keep.</param>
    internal KnowledgeGraph Keep(Func<IEnumerable<int>, IEnumerable<int>> choose)
    {
        var kept = new List<int>(Count);
        var offsets = new int[Heads + 1];
        for (var head = 0; head < Heads; head++)
        {
            kept.AddRange(choose(Enumerable.Range(Neighbours.Offsets[head], Neighbours.Row(head).Length)).Order());
            offsets[head + 1] = kept.Count;
        }

        return new KnowledgeGraph(
            new CsrPattern(Heads, Nodes, offsets, [.. kept.Select(k => Neighbours.Indices[k])]),
            [.. kept.Select(k => Relations[k])], RelationCount);
    }
}
