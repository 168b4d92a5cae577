using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Settings;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// KDiffE whole: what is computed once from the data (S, the propagation operator, the item graph), and the views with
/// their parameters.
/// </summary>
internal sealed class KDiffEModel : Module
{
    private readonly Propagation _propagation;
    private readonly KnowledgeGraph? _graph;
    private readonly KDiffESettings _settings;
    private KnowledgeGraph? _epochGraph;

    /// <param name="data">What is learnt.</param>
    /// <param name="settings">How.</param>
    /// <param name="device">Where tensors lie.</param>
    /// <param name="cancellation">Stops the computation of S and of the item graph.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal KDiffEModel(Dataset data, TrainingSettings settings, Device device, CancellationToken cancellation)
        : base(nameof(KDiffEModel))
    {
        _settings = settings.KDiffE;
        var similarity = _settings.Xi > 0
            ? SimilarityMatrix.Compute(data.Train, data.Users, data.Items, _settings.Similarity, cancellation)
            : null;
        MeanSimilarity = similarity?.Average(s => (double)s);
        _propagation = new Propagation(
            PropagationOperator.Build(data.Train, data.Users, data.Items, similarity, _settings),
            data.Users, _settings.Layers, _settings.LayerCombination);
        _graph = _settings.MaxNeighbors > 0 && data.Triples.Count > 0 ? KnowledgeGraph.From(data) : null;
        var itemGraph = _settings.ItemGraphNeighbors > 0 ? ItemGraph.Build(data, _settings.ItemGraphNeighbors, cancellation) : null;
        Content = itemGraph?.Sources ?? [];
        var smoothing = itemGraph?.Matrix is { } matrix ? new ItemSmoothing(matrix, _settings.ItemGraphWeight) : null;
        Main = new MainView(data.Users, data.Items, _graph, _propagation, smoothing, _settings, device);
        RegisterComponents();
    }

    /// <summary>The main view.</summary>
    internal MainView Main { get; }

    /// <summary>Mean of S over the training edges; null where S is left out.</summary>
    internal double? MeanSimilarity { get; }

    /// <summary>What the item graph could be made of.</summary>
    internal IReadOnlyList<ContentSource> Content { get; }

    /// <summary>Draws the triples of an epoch.</summary>
    internal void StartEpoch(Random random) => _epochGraph = _graph?.Sample(_settings.MaxNeighbors, random);

    /// <summary>Final embeddings of users and items, users first, <c>[I + J, d]</c>: of the epoch's triples in training, else of all.</summary>
    internal Tensor Embeddings() => Main.Embeddings(training ? _epochGraph : _graph);

    /// <summary>Leaves a batch's interactions out of the propagation until the result is disposed, if that is asked for.</summary>
    internal IDisposable? Hide(ReadOnlySpan<int> users, ReadOnlySpan<int> items) =>
        _settings.HideTargets ? _propagation.Without(users, items) : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _propagation.Dispose();
        base.Dispose(disposing);
    }
}
