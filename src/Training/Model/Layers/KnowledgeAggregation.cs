using KDiffE.Training.Data;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Layers;

/// <summary>
/// Relation-aware aggregation of a head's neighbours in the knowledge graph (Eq. 1, 2), for an item head j:
/// a(e,r,j) = softmax over N_j of LeakyReLU_0.2(rᵀ W [z_e ‖ z_j]),
/// z'_j = Normalise(z_j + Σ a·z_e), and with a residual z_j^{kg} = λ_res·z_j + z'_j (design).
/// </summary>
internal sealed class KnowledgeAggregation : Module
{
    internal const float Residual = 0.5f;
    private const double NegativeSlope = 0.2;
    private const float DropoutRate = 0.1f;

    private readonly IOperators _operators;
    private readonly Parameter _relations;
    private readonly Parameter _weight;
    private readonly Random _random;
    private readonly int _dim;

    /// <param name="relations">R, or 2·R where inverse triples are aggregated over too.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <param name="random">Draws what training drops.</param>
    /// <param name="operators">Those of the device where the parameters lie.</param>
    internal KnowledgeAggregation(int relations, int dim, Random random, IOperators operators)
        : base(nameof(KnowledgeAggregation))
    {
        (_dim, _random, _operators) = (dim, random, operators);
        _relations = Parameter(init.xavier_uniform_(empty(relations, dim, device: operators.Device)));
        _weight = Parameter(init.xavier_uniform_(empty(dim, 2 * dim, device: operators.Device)));
        RegisterComponents();
    }

    /// <summary>Item embeddings <c>[J, d]</c> enriched from <paramref name="nodes"/> <c>[J + E, d]</c>.</summary>
    /// <param name="nodes">Layer-0 embeddings, items first.</param>
    /// <param name="hops">What <see cref="KnowledgeGraph.Hops"/> gave, or samples of it.</param>
    internal Tensor Apply(Tensor nodes, IReadOnlyList<KnowledgeGraph> hops)
    {
        foreach (var graph in hops.SkipLast(1))
            nodes = Enrich(nodes, graph);
        return Aggregate(nodes, hops[^1]);
    }

    /// <summary>
    /// a(e,r,j) per triple, <c>[triples]</c>. rᵀ W [z_e ‖ z_j] splits into two products with a row of Q = relations × W,
    /// one with the tail and one with the head; each is taken triple by triple, so that cost and memory grow with the
    /// triples and not with nodes × relations.
    /// </summary>
    /// <param name="nodes">Layer-0 embeddings, <c>[J + E, d]</c>.</param>
    /// <param name="heads">The first of them, which are heads; cut out once, since each cut costs the gradient a table of zeros.</param>
    /// <param name="graph">The triples.</param>
    internal Tensor Attention(Tensor nodes, Tensor heads, KnowledgeGraph graph)
    {
        var q = _relations.narrow(0, 0, graph.RelationCount).matmul(_weight);
        var ofTails = _operators.Dots(nodes, q.narrow(1, 0, _dim), graph.TailRelations)
            .index_select(0, tensor(graph.PlaceByTail, ScalarType.Int64, nodes.device));
        var ofHeads = _operators.Dots(heads, q.narrow(1, _dim, _dim), graph.HeadRelations);
        return _operators.SegmentSoftmax(ofTails.Plus(ofHeads).LeakyRelu(NegativeSlope), graph.Softmax);
    }

    /// <summary>All nodes <c>[J + E, d]</c>: the heads of triples enriched, the others as they are.</summary>
    private Tensor Enrich(Tensor nodes, KnowledgeGraph graph)
    {
        bool[] hasTriples = [.. Enumerable.Range(0, graph.Heads).Select(head => graph.Neighbours.Row(head).Length > 0)];
        var heads = where(
            tensor(hasTriples, device: nodes.device).unsqueeze(1), Aggregate(nodes, graph), nodes.narrow(0, 0, graph.Heads));
        return cat([heads, nodes.narrow(0, graph.Heads, graph.Nodes - graph.Heads)], 0);
    }

    /// <summary>z^{kg} of every head, <c>[heads, d]</c>.</summary>
    private Tensor Aggregate(Tensor nodes, KnowledgeGraph graph)
    {
        var heads = nodes.narrow(0, 0, graph.Heads);
        var neighbours = _operators.WeightedGather(Attention(nodes, heads, graph), nodes, graph.Gather);
        var (dropout, seed) = training ? (DropoutRate, _random.Next()) : (0, 0);
        return _operators.ResidualNorm(heads, neighbours, Residual, dropout, seed);
    }
}
