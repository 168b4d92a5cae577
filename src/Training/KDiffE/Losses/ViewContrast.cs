using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>L_s^(u) + L_s^(v) of a batch (Eq. 13, 14): its users and its items, each contrasted between two views.</summary>
/// <param name="users">I.</param>
/// <param name="items">J.</param>
/// <param name="settings">τ, and how many nodes a denominator runs over.</param>
/// <param name="random">Draws them where that is not all.</param>
internal sealed class ViewContrast(int users, int items, ContrastiveSettings settings, Random random)
{
    /// <param name="main">Embeddings of the main view, users first, <c>[I + J, d]</c>.</param>
    /// <param name="view">Those of the other view.</param>
    /// <param name="batchUsers">Users of the batch; repeats count once.</param>
    /// <param name="batchItems">Its items.</param>
    /// <returns>A scalar, the sum of the two means.</returns>
    internal Tensor Loss(Tensor main, Tensor view, int[] batchUsers, int[] batchItems) =>
        Of(main, view, 0, users, batchUsers) + Of(main, view, users, items, batchItems);

    private Tensor Of(Tensor main, Tensor view, int start, int count, int[] anchors) => ContrastiveLoss.InfoNce(
        main.narrow(0, start, count), view.narrow(0, start, count),
        new ContrastiveBatch(count, [.. anchors.Distinct()], Candidates(count)), settings.Temperature);

    private int[]? Candidates(int count) => settings.SampledNegatives is { } sampled && sampled < count
        ? [.. Enumerable.Range(0, sampled).Select(_ => random.Next(count)).Distinct()]
        : null;
}
