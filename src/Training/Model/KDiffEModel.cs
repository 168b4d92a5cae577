using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Data;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Model.ItemGraphs;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Model.Modalities;
using KDiffE.Training.Model.Similarity;
using KDiffE.Training.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>
/// KDiffE whole: what is computed once from the data (S, the propagation operator, the item graph), the main view with
/// its parameters, the views of the modalities, and the contrastive view: the same propagation of the main view's
/// parameters over the denoised graph Ĝ_k.
/// </summary>
internal sealed class KDiffEModel : Module, IResumable
{
    private readonly Propagation _propagation;
    private readonly ItemSmoothing? _smoothing;
    private readonly IReadOnlyList<KnowledgeGraph>? _hops;
    private readonly KnowledgeDenoiser? _denoiser;
    private readonly ModalityViews? _modalities;
    private readonly TrainingSettings _settings;
    private readonly Random _random;
    private readonly float _hiddenShare;
    private IReadOnlyList<KnowledgeGraph>? _epochHops;
    private IReadOnlyList<KnowledgeGraph>? _denoised;

    /// <param name="data">The training interactions, the triples and the item features.</param>
    /// <param name="settings">The hyper-parameters of all its parts.</param>
    /// <param name="random">Draws triples, what is dropped, and whatever the diffusion draws.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    /// <param name="cancellation">Stops the computation of S and of the item graph.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal KDiffEModel(Dataset data, TrainingSettings settings, Random random, IOperators operators, CancellationToken cancellation)
        : base(nameof(KDiffEModel))
    {
        (_settings, _random) = (settings, random);
        var model = settings.KDiffE;
        _hiddenShare = model.HiddenShareFor(data.Train.Count, data.Items);
        var similarity = model.Xi > 0
            ? SimilarityMatrix.Compute(data.Train, data.Users, data.Items, model.Similarity, cancellation)
            : null;
        MeanSimilarity = similarity?.Average(s => (double)s);
        _propagation = new Propagation(
            PropagationMatrix.Build(data.Train, data.Users, data.Items, similarity, model),
            data.Users, model.Layers, model.LayerCombination, operators);
        _hops = model.MaxNeighbors > 0 && data.Triples.Count > 0 ? KnowledgeGraph.From(data).Hops(model.KgHops) : null;
        var itemGraph = model.ItemGraphNeighbors > 0 ? ItemGraph.Build(data, model.ItemGraphNeighbors, cancellation) : null;
        Content = itemGraph?.Sources ?? [];
        _smoothing = itemGraph?.Matrix is { } matrix ? new ItemSmoothing(matrix, data.Users, model.ItemGraphWeight, operators) : null;
        Main = new MainView(data.Users, data.Items, _hops, _propagation, _smoothing, model, random, operators);
        if (_hops is not null && settings.Contrastive.IsUsed && settings.Diffusion.Enabled)
        {
            var users = data.Train.ByItem(data.Users, data.Items);
            _denoiser = new KnowledgeDenoiser(_hops[^1], users, model.Dim, settings.Diffusion, random, operators);
        }

        _modalities = ModalityViews.Create(data, _propagation, settings, random, operators);
        RegisterComponents();
    }

    /// <summary>The main view, which has the parameters of users, items and entities.</summary>
    internal MainView Main { get; }

    /// <summary>Mean of S over the training edges; null where S is left out.</summary>
    internal double? MeanSimilarity { get; }

    /// <summary>What the item graph could be made of.</summary>
    internal IReadOnlyList<ContentSource> Content { get; }

    /// <summary>The modalities that have a view.</summary>
    internal IReadOnlyList<FeatureStatistics> Features => _modalities?.Statistics ?? [];

    /// <summary>Draws the triples of an epoch.</summary>
    internal void SampleTriples() => _epochHops = _hops is null ? null : Sample(_hops);

    /// <summary>Whether an epoch trains the denoisers and makes Ĝ_k and the modality graphs anew: every <c>Diffusion:RebuildEvery</c>.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    internal bool Denoises(int epoch) => (epoch - 1) % _settings.Diffusion.RebuildEvery == 0;

    /// <summary>Has the denoisers learn for one pass from the embeddings as they are.</summary>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean of their losses; null where there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal double? TrainDenoisers(CancellationToken cancellation)
    {
        var losses = new List<double>(_modalities?.TrainPass(cancellation) ?? []);
        if (_denoiser is not null)
            losses.Add(_denoiser.TrainPass(Main.Users, Main.Nodes, cancellation));
        return losses.Count > 0 ? losses.Average() : null;
    }

    /// <summary>Makes Ĝ_k and the modality graphs anew.</summary>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal void Denoise(CancellationToken cancellation)
    {
        _modalities?.Rebuild(cancellation);
        _denoised = _denoiser is null ? null : Sample(_denoiser.Denoise(Main.Users, cancellation).Hops(_settings.KDiffE.KgHops));
    }

    /// <summary>What scores and what it consists of, in training from the epoch's triples, else from all.</summary>
    internal ModelEmbeddings Embeddings()
    {
        var main = Main.Embeddings(training ? _epochHops : _hops);
        if (_modalities is null)
            return new ModelEmbeddings(main, [], main);
        var views = _modalities.Embeddings(Main.Users);
        return new ModelEmbeddings(main, views, cat([main, _modalities.Fuse(views)], 1));
    }

    /// <summary>
    /// What the main view is contrasted with, each <c>[I + J, d]</c>: the view over Ĝ_k, or over the epoch's own triples
    /// where the graph is not denoised, and the view of each modality.
    /// </summary>
    /// <param name="embeddings">What <see cref="Embeddings"/> returned.</param>
    internal IReadOnlyList<Tensor> Contrasted(ModelEmbeddings embeddings) => (_settings.Contrastive.IsUsed, _hops) switch
    {
        (false, _) => [],
        (true, null) => embeddings.Modalities,
        _ => [Main.Embeddings(_denoised ?? _epochHops), .. embeddings.Modalities],
    };

    /// <summary>Leaves <c>KDiffE:HiddenTargets</c> of a batch's interactions out of the propagation until the result is disposed.</summary>
    /// <param name="users">The batch's users, in random order.</param>
    /// <param name="items">An item for each user.</param>
    internal IDisposable? Hide(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        var hidden = (int)(users.Length * _hiddenShare);
        return hidden == 0 ? null : Without(users[..hidden], items[..hidden]);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.Part("main").PutParameters(Main);
        _modalities?.Save(to.Part("modalities"));
        _denoiser?.Save(to.Part("denoiser"));
        for (var hop = 0; hop < _denoised?.Count; hop++)
            _denoised[hop].Save(to.Part($"denoised.{hop}"));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.Part("main").CopyToParameters(Main);
        _modalities?.Restore(from.Part("modalities"));
        _denoiser?.Restore(from.Part("denoiser"));
        _denoised = _denoiser is null ? null : [.. _hops!.Select((_, hop) => KnowledgeGraph.Restore(from.Part($"denoised.{hop}")))];
    }

    private HiddenEdges Without(ReadOnlySpan<int> users, ReadOnlySpan<int> items) =>
        new([_propagation.Without(users, items), .. _modalities?.Without(users, items) ?? []]);

    private IReadOnlyList<KnowledgeGraph> Sample(IReadOnlyList<KnowledgeGraph> hops) =>
        [.. hops.Select(graph => graph.Sample(_settings.KDiffE.MaxNeighbors, _random))];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The finalizer comes here too, also for a model whose making was cancelled half way.
        if (disposing)
        {
            _propagation.Dispose();
            _smoothing?.Dispose();
            _denoiser?.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class HiddenEdges(IReadOnlyList<IDisposable> parts) : IDisposable
    {
        public void Dispose()
        {
            foreach (var part in parts)
                part.Dispose();
        }
    }
}
