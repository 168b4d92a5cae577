using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Modalities;

/// <summary>
/// Denoises the users' interactions by what their items are (design, after DiffMM): the state of a user is the row of
/// interactions, columns are items, their embeddings the projected features e_m. The guide is the mean of e_m over the
/// user's items, so that the guide loss is DiffMM's modality-aware signal ‖x̂_0·e_m − x_0·e‖² with means in place of
/// sums and both sides in the modality's own space. The modality graph keeps each user's best items.
/// </summary>
internal sealed class ModalityDenoiser : IResumable, IDisposable
{
    private readonly IOperators _operators;
    private readonly int _kept;
    private readonly Tensor _shares;
    private readonly WeightedGather _items;
    private readonly GuidedDiffusion _diffusion;

    /// <param name="interactions">The items of each user, <c>[I, J]</c>.</param>
    /// <param name="present">Which items have the feature, <c>[J]</c>.</param>
    /// <param name="dim">The size d of the projected features.</param>
    /// <param name="settings">The diffusion's settings.</param>
    /// <param name="random">Draws order, steps and negatives.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal ModalityDenoiser(
        CsrPattern interactions, IReadOnlyList<bool> present, int dim, DiffusionSettings settings, Random random, IOperators operators)
    {
        (_kept, _operators) = (settings.Q, operators);
        _items = new WeightedGather(interactions);
        _shares = tensor(Shares(interactions, present), device: operators.Device);
        _diffusion = new GuidedDiffusion(interactions, dim, settings, random, operators);
    }

    /// <summary>One pass of training over the users that have an interaction.</summary>
    /// <param name="projected">e_m, <c>[J, d]</c>; not differentiated.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal double TrainPass(Tensor projected, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return _diffusion.TrainPass(Guides(projected), projected, cancellation);
    }

    /// <summary>The modality graph: each user's q items with the highest x̂_0, none for a user without an interaction.</summary>
    /// <param name="projected">e_m, <c>[J, d]</c>.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns><c>[I, J]</c>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal CsrPattern Denoise(Tensor projected, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return _diffusion.TopColumns(Guides(projected), _kept, cancellation);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to) => _diffusion.Save(to);

    /// <inheritdoc/>
    public void Restore(Checkpoint from) => _diffusion.Restore(from);

    public void Dispose()
    {
        _diffusion.Dispose();
        _shares.Dispose();
    }

    /// <summary>z̃ per user: the mean over the user's items that have the feature, zero where none has it; <c>[I, d]</c>.</summary>
    internal Tensor Guides(Tensor projected) => _operators.WeightedGather(_shares, projected.detach(), _items);

    private static float[] Shares(CsrPattern interactions, IReadOnlyList<bool> present)
    {
        var shares = new float[interactions.Indices.Length];
        for (var user = 0; user < interactions.Rows; user++)
        {
            var known = 0;
            foreach (var item in interactions.Row(user))
                known += present[item] ? 1 : 0;
            for (var k = interactions.Offsets[user]; k < interactions.Offsets[user + 1]; k++)
                shares[k] = present[interactions.Indices[k]] ? 1f / known : 0;
        }

        return shares;
    }
}
