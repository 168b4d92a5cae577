using KDiffE.Training.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// Relation-aware aggregation of an item's neighbours in the knowledge graph (Eq. 1, 2):
/// a(e,r,j) = softmax over N_j of LeakyReLU_0.2(rᵀ W [z_e ‖ z_j]),
/// z'_j = Normalise(z_j + Σ a·z_e), and with a residual z_j^{kg} = λ_res·z_j + z'_j (design).
/// </summary>
internal sealed class KnowledgeAggregation : Module
{
    internal const float Residual = 0.5f;
    private const double NegativeSlope = 0.2;
    private const double DropoutRate = 0.1;

    private readonly Parameter _relations;
    private readonly Parameter _weight;
    private readonly int _dim;

    /// <param name="relations">R.</param>
    /// <param name="dim">d.</param>
    /// <param name="device">Where the parameters lie.</param>
    internal KnowledgeAggregation(int relations, int dim, Device device)
        : base(nameof(KnowledgeAggregation))
    {
        _dim = dim;
        _relations = Parameter(init.xavier_uniform_(empty(relations, dim, device: device)));
        _weight = Parameter(init.xavier_uniform_(empty(dim, 2 * dim, device: device)));
        RegisterComponents();
    }

    /// <summary>Item embeddings <c>[J, d]</c> enriched from <paramref name="nodes"/> <c>[J + E, d]</c>.</summary>
    internal Tensor Apply(Tensor nodes, KnowledgeGraph graph)
    {
        var items = nodes.narrow(0, 0, graph.Items);
        var neighbours = GraphFunctions.WeightedGather(Attention(nodes, graph), nodes, graph.Gather);
        neighbours = functional.dropout(neighbours, DropoutRate, training);
        return items * Residual + functional.normalize(items + neighbours, dim: 1);
    }

    /// <summary>
    /// a(e,r,j) per triple, <c>[triples]</c>. rᵀ W [z_e ‖ z_j] splits into two products with a row of Q = relations × W,
    /// one with the tail and one with the head; each is taken triple by triple, so that cost and memory grow with the
    /// triples and not with nodes × relations.
    /// </summary>
    internal Tensor Attention(Tensor nodes, KnowledgeGraph graph)
    {
        var q = _relations.matmul(_weight);
        var tails = GraphFunctions.Dots(nodes, q.narrow(1, 0, _dim), graph.TailRelations)
            .index_select(0, tensor(graph.PlaceByTail, ScalarType.Int64, nodes.device));
        var heads = GraphFunctions.Dots(nodes.narrow(0, 0, graph.Items), q.narrow(1, _dim, _dim), graph.HeadRelations);
        return GraphFunctions.SegmentSoftmax(functional.leaky_relu(tails + heads, NegativeSlope), graph);
    }
}
