using KDiffE.Domain.Snapshots;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model.Modalities;

/// <summary>
/// The view of one modality (design): items are their features projected by P_m <c>[F, d]</c>, users the main view's
/// own, so that features and users come to share a space (as in DiffMM). It propagates over L̄ and, as soon as there is
/// one, the modality graph.
/// </summary>
internal sealed class ModalityView : Module, IResumable
{
    private readonly Tensor _features;
    private readonly Parameter _projection;
    private readonly Propagation _interactions;
    private readonly ModalityDenoiser? _denoiser;
    private CsrPattern? _kept;
    private Propagation? _denoised;

    /// <param name="features">The standardised features of the modality; owned from here on.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <param name="interactions">Propagates over L̄; not owned.</param>
    /// <param name="denoiser">Makes the modality graph; null for none. Owned from here on.</param>
    internal ModalityView(ItemFeatures features, int dim, Propagation interactions, ModalityDenoiser? denoiser)
        : base(nameof(ModalityView))
    {
        (_features, _interactions, _denoiser, Statistics) = (features.Values, interactions, denoiser, features.Statistics);
        _projection = Parameter(init.xavier_uniform_(empty(_features.shape[1], dim, device: _features.device)));
        RegisterComponents();
    }

    /// <summary>What the features were before they were standardised.</summary>
    internal FeatureStatistics Statistics { get; }

    /// <summary>P_m, which projects features into the space of the users, <c>[F, d]</c>.</summary>
    internal Parameter Projection => _projection;

    /// <summary>Embeddings of users and items, users first, <c>[I + J, d]</c>.</summary>
    /// <param name="users">Layer-0 embeddings of the users, <c>[I, d]</c>.</param>
    internal Tensor Embeddings(Tensor users) => (_denoised ?? _interactions).Apply(cat([users, Projected()], 0));

    /// <summary>Trains the denoiser for one pass on the features as they are projected now.</summary>
    /// <returns>Its loss; null where there is no denoiser.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal double? TrainPass(CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return _denoiser?.TrainPass(Projected(), cancellation);
    }

    /// <summary>Makes the modality graph anew, where there is a denoiser; no edge must be hidden.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal void Rebuild(CancellationToken cancellation)
    {
        if (_denoiser is null)
            return;
        using var scope = NewDisposeScope();
        Keep(_denoiser.Denoise(Projected(), cancellation));
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.PutParameters(this);
        _denoiser?.Save(to.Part("denoiser"));
        _kept?.Save(to.Part("kept"));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        from.CopyToParameters(this);
        _denoiser?.Restore(from.Part("denoiser"));
        if (from.Part("kept").HasPattern())
            Keep(from.Part("kept").Pattern());
    }

    /// <summary>
    /// Leaves edges out of L̄ and of the modality graph until the result is disposed; null where this view has no graph
    /// of its own, and so nothing to hide beyond what its owner hides in L̄.
    /// </summary>
    internal IDisposable? Without(ReadOnlySpan<int> users, ReadOnlySpan<int> items) => _denoised?.Without(users, items);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _denoised?.Dispose();
            _denoiser?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Keep(CsrPattern kept)
    {
        _kept = kept;
        _denoised?.Dispose();
        _denoised = _interactions.With(kept);
    }

    /// <summary>e_m = features · P_m, <c>[J, d]</c>; zero for items that lack the feature.</summary>
    private Tensor Projected() => _features.matmul(_projection);
}
