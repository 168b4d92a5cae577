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
    /// a(e,r,j) per triple, <c>[triples]</c>. rᵀ W [z_e ‖ z_j] splits into two products with Q = relations × W, so
    /// two small tables <c>[nodes, R]</c> and <c>[items, R]</c> hold every logit's halves.
    /// </summary>
    internal Tensor Attention(Tensor nodes, KnowledgeGraph graph)
    {
        var q = _relations.matmul(_weight);
        var tailTable = nodes.matmul(q.narrow(1, 0, _dim).t());
        var headTable = nodes.narrow(0, 0, graph.Items).matmul(q.narrow(1, _dim, _dim).t());
        var logits = functional.leaky_relu(GraphFunctions.TripleLogits(tailTable, headTable, graph), NegativeSlope);
        return GraphFunctions.SegmentSoftmax(logits, graph);
    }
}
