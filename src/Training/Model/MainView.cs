using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// The main view (Eq. 7): items enriched from the knowledge graph, then users and items propagated with L̄.
/// Parameters: users <c>[I, d]</c>, nodes <c>[J + E, d]</c> (items first) and those of the aggregation.
/// </summary>
internal sealed class MainView : Module
{
    private const double InitialScale = 0.1;

    private readonly Parameter _users;
    private readonly Parameter _nodes;
    private readonly KnowledgeAggregation? _aggregation;
    private readonly Propagation _propagation;
    private readonly ItemSmoothing? _smoothing;
    private readonly int _items;

    internal MainView(
        int users, int items, IReadOnlyList<KnowledgeGraph>? hops, Propagation propagation, ItemSmoothing? smoothing,
        KDiffESettings settings, Random random, IOperators operators)
        : base(nameof(MainView))
    {
        _items = items;
        _propagation = propagation;
        _smoothing = smoothing;
        _users = Parameter(randn(users, settings.Dim, device: operators.Device).Times(InitialScale));
        _nodes = Parameter(randn(hops?[^1].Nodes ?? items, settings.Dim, device: operators.Device).Times(InitialScale));
        _aggregation = hops is null ? null : new KnowledgeAggregation(hops.Max(graph => graph.RelationCount), settings.Dim, random, operators);
        RegisterComponents();
    }

    /// <summary>Layer-0 user embeddings <c>[I, d]</c>.</summary>
    internal Tensor Users => _users;

    /// <summary>Layer-0 embeddings of items and entities <c>[J + E, d]</c>.</summary>
    internal Tensor Nodes => _nodes;

    /// <summary>Final embeddings of users and items, users first: <c>[I + J, d]</c>.</summary>
    /// <param name="hops">The triples used this time, hop by hop; null without a knowledge graph.</param>
    internal Tensor Embeddings(IReadOnlyList<KnowledgeGraph>? hops)
    {
        var items = _aggregation is null || hops is null
            ? _nodes.narrow(0, 0, _items)
            : _aggregation.Apply(_nodes, hops);
        var propagated = _propagation.Apply(cat([_users, items], 0));
        return _smoothing is null ? propagated : _smoothing.Apply(propagated);
    }
}
