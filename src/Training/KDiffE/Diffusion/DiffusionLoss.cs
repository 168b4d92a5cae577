using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// The denoiser's loss, a mean over rows: the squared error of x̂_0 per entry, weighted by the step's signal-to-noise
/// ratio, plus GuideWeight · ‖norm(x̂_0)·Z_ε − z̃‖². The norm (design) is x̂_0² / Σ x̂_0²: weights that are positive and
/// sum to one, so that norm(x̂_0)·Z_ε is a mean of embeddings as z̃ is, and thousands of entries near zero add nothing.
/// </summary>
internal static class DiffusionLoss
{
    private const double LeastMass = 1e-12;

    /// <summary>Both parts.</summary>
    /// <param name="errors">Σ over the columns of (x̂_0 − x_0)², <c>[batch]</c>.</param>
    /// <param name="columns">C.</param>
    /// <param name="weights">SNR weights of the rows' steps, <c>[batch]</c>.</param>
    /// <param name="mass">Σ over the columns of x̂_0², <c>[batch]</c>.</param>
    /// <param name="sums">Σ over the columns of x̂_0²·z, <c>[batch, d]</c>.</param>
    /// <param name="guides">z̃, <c>[batch, d]</c>; a zero row has no guide and is pulled nowhere.</param>
    /// <param name="guideWeight">Weight of the guide.</param>
    /// <returns>A scalar.</returns>
    internal static Tensor Combine(
        Tensor errors, int columns, Tensor weights, Tensor mass, Tensor sums, Tensor guides, float guideWeight)
    {
        var guided = guides.abs().sum(1).gt(0).to_type(ScalarType.Float32);
        var distances = (sums / mass.clamp_min(LeastMass).unsqueeze(1) - guides).square().sum(1);
        return (errors * weights / columns + distances * guided * guideWeight).mean();
    }
}
