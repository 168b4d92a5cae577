using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Settings;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// KDiffE whole: what is computed once from the data (S, the propagation operator, the item graph), the main view with
/// its parameters, and the contrastive view: the same propagation of the same parameters over the denoised graph Ĝ_k.
/// </summary>
internal sealed class KDiffEModel : Module
{
    private readonly Propagation _propagation;
    private readonly IReadOnlyList<KnowledgeGraph>? _hops;
    private readonly KnowledgeDenoiser? _denoiser;
    private readonly TrainingSettings _settings;
    private readonly Random _random;
    private IReadOnlyList<KnowledgeGraph>? _epochHops;
    private IReadOnlyList<KnowledgeGraph>? _denoised;

    /// <param name="data">What is learnt.</param>
    /// <param name="settings">How.</param>
    /// <param name="random">Draws triples, and whatever the diffusion draws.</param>
    /// <param name="device">Where tensors lie.</param>
    /// <param name="cancellation">Stops the computation of S and of the item graph.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal KDiffEModel(Dataset data, TrainingSettings settings, Random random, Device device, CancellationToken cancellation)
        : base(nameof(KDiffEModel))
    {
        (_settings, _random) = (settings, random);
        var model = settings.KDiffE;
        var similarity = model.Xi > 0
            ? SimilarityMatrix.Compute(data.Train, data.Users, data.Items, model.Similarity, cancellation)
            : null;
        MeanSimilarity = similarity?.Average(s => (double)s);
        _propagation = new Propagation(
            PropagationOperator.Build(data.Train, data.Users, data.Items, similarity, model),
            data.Users, model.Layers, model.LayerCombination);
        _hops = model.MaxNeighbors > 0 && data.Triples.Count > 0 ? KnowledgeGraph.From(data).Hops(model.KgHops) : null;
        var itemGraph = model.ItemGraphNeighbors > 0 ? ItemGraph.Build(data, model.ItemGraphNeighbors, cancellation) : null;
        Content = itemGraph?.Sources ?? [];
        var smoothing = itemGraph?.Matrix is { } matrix ? new ItemSmoothing(matrix, model.ItemGraphWeight) : null;
        Main = new MainView(data.Users, data.Items, _hops, _propagation, smoothing, model, device);
        if (_hops is not null && settings.Contrastive.IsUsed && settings.Diffusion.Enabled)
        {
            var users = CsrPattern.FromPairs(data.Items, data.Users, data.Train.Items, data.Train.Users);
            _denoiser = new KnowledgeDenoiser(_hops[^1], users, model.Dim, settings.Diffusion, random, device);
        }

        RegisterComponents();
    }

    /// <summary>The main view.</summary>
    internal MainView Main { get; }

    /// <summary>Mean of S over the training edges; null where S is left out.</summary>
    internal double? MeanSimilarity { get; }

    /// <summary>What the item graph could be made of.</summary>
    internal IReadOnlyList<ContentSource> Content { get; }

    /// <summary>
    /// Draws the triples of an epoch; every <c>Diffusion:RebuildEvery</c> epochs the denoiser learns from the embeddings
    /// as they are and Ĝ_k is made anew.
    /// </summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="clock">Booked to.</param>
    /// <param name="cancellation">Stops the diffusion.</param>
    /// <returns>The diffusion's loss; null where it did not run.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal double? StartEpoch(int epoch, PhaseClock clock, CancellationToken cancellation)
    {
        _epochHops = _hops is null ? null : Sample(_hops);
        clock.Book(nameof(PhaseSeconds.Graph));
        if (_denoiser is null || (epoch - 1) % _settings.Diffusion.RebuildEvery != 0)
            return null;
        var loss = _denoiser.TrainPass(Main.Users, Main.Nodes, cancellation);
        clock.Book(nameof(PhaseSeconds.Diffusion));
        _denoised = Sample(_denoiser.Denoise(Main.Users, cancellation).Hops(_settings.KDiffE.KgHops));
        clock.Book(nameof(PhaseSeconds.Rebuild));
        return loss;
    }

    /// <summary>Final embeddings of users and items, users first, <c>[I + J, d]</c>: of the epoch's triples in training, else of all.</summary>
    internal Tensor Embeddings() => Main.Embeddings(training ? _epochHops : _hops);

    /// <summary>
    /// Embeddings of the contrastive view, <c>[I + J, d]</c>; over the epoch's own triples where the graph is not
    /// denoised, and null where there is none or nothing is contrasted.
    /// </summary>
    internal Tensor? ContrastiveEmbeddings() =>
        _hops is null || !_settings.Contrastive.IsUsed ? null : Main.Embeddings(_denoised ?? _epochHops);

    /// <summary>Leaves a batch's interactions out of the propagation until the result is disposed, if that is asked for.</summary>
    internal IDisposable? Hide(ReadOnlySpan<int> users, ReadOnlySpan<int> items) =>
        _settings.KDiffE.HideTargets ? _propagation.Without(users, items) : null;

    private IReadOnlyList<KnowledgeGraph> Sample(IReadOnlyList<KnowledgeGraph> hops) =>
        [.. hops.Select(graph => graph.Sample(_settings.KDiffE.MaxNeighbors, _random))];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _propagation.Dispose();
        _denoiser?.Dispose();
        base.Dispose(disposing);
    }
}
