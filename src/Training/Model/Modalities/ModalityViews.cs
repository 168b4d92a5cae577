using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Data;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Modalities;

/// <summary>The views of all modalities and their fusion Σ_m softmax(w)_m · Z_m with learned weights w (design).</summary>
internal sealed class ModalityViews : Module, IResumable
{
    private readonly ModalityView[] _views;
    private readonly Parameter _weights;

    /// <param name="views">One for each modality; owned from here on.</param>
    /// <param name="operators">Those of the device where the weights lie.</param>
    internal ModalityViews(IEnumerable<ModalityView> views, IOperators operators)
        : base(nameof(ModalityViews))
    {
        _views = [.. views];
        _weights = Parameter(zeros(_views.Length, device: operators.Device));
        foreach (var view in _views)
            register_module(view.Statistics.Modality.Replace('.', '_'), view);
        RegisterComponents();
    }

    /// <summary>The modalities that are in use, as they were before they were standardised.</summary>
    internal IReadOnlyList<FeatureStatistics> Statistics => [.. _views.Select(view => view.Statistics)];

    /// <summary>w, the weights of the modalities before their softmax, <c>[M]</c>.</summary>
    internal Parameter Weights => _weights;

    /// <summary>The views that a dataset's features allow; null where there is none, or none is wanted.</summary>
    /// <param name="data">Items with their features.</param>
    /// <param name="interactions">Propagates over L̄; not owned.</param>
    /// <param name="settings">Whether, how wide and how they are denoised.</param>
    /// <param name="random">Draws what the diffusion draws.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal static ModalityViews? Create(Dataset data, Propagation interactions, TrainingSettings settings, Random random, IOperators operators)
    {
        var features = settings.KDiffE.Modalities == Switch.On ? data.Features.Where(feature => feature.Present.Contains(true)).ToList() : [];
        if (features.Count == 0)
            return null;
        var items = data.Train.ByUser(data.Users, data.Items);
        return new ModalityViews(features.Select(feature => View(ItemFeatures.Of(feature, operators.Device))), operators);

        ModalityView View(ItemFeatures features) => new(
            features, settings.KDiffE.Dim, interactions,
            settings.Diffusion.Enabled
                ? new ModalityDenoiser(items, features.Present, settings.KDiffE.Dim, settings.Diffusion, random, operators)
                : null);
    }

    /// <summary>Embeddings of each view, users first, <c>[I + J, d]</c>.</summary>
    /// <param name="users">Layer-0 embeddings of the users, <c>[I, d]</c>.</param>
    internal IReadOnlyList<Tensor> Embeddings(Tensor users) => [.. _views.Select(view => view.Embeddings(users))];

    /// <summary>Σ_m softmax(w)_m · Z_m, <c>[I + J, d]</c>.</summary>
    /// <param name="views">Z_m, what <see cref="Embeddings"/> returned.</param>
    internal Tensor Fuse(IReadOnlyList<Tensor> views)
    {
        var shares = functional.softmax(_weights, 0);
        return views.Select((view, m) => view * shares[m]).Aggregate((sum, view) => sum.Plus(view));
    }

    /// <summary>Trains every denoiser for one pass.</summary>
    /// <returns>The loss of each.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal IReadOnlyList<double> TrainPass(CancellationToken cancellation) =>
        [.. _views.Select(view => view.TrainPass(cancellation)).OfType<double>()];

    /// <summary>Makes the modality graphs anew.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal void Rebuild(CancellationToken cancellation)
    {
        foreach (var view in _views)
            view.Rebuild(cancellation);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.Put("weights", _weights);
        foreach (var view in _views)
            view.Save(to.Part(view.Statistics.Modality));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.CopyTo("weights", _weights);
        foreach (var view in _views)
            view.Restore(from.Part(view.Statistics.Modality));
    }

    /// <summary>Leaves edges out of the views' own graphs until the results are disposed.</summary>
    internal IReadOnlyList<IDisposable> Without(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        var hidden = new List<IDisposable>(_views.Length);
        foreach (var view in _views)
        {
            if (view.Without(users, items) is { } edges)
                hidden.Add(edges);
        }

        return hidden;
    }
}
