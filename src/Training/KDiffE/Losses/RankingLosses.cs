using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace KDiffE.Training.Model;

/// <summary>The two ranking losses of algorithm section 6, as means over the batch.</summary>
internal static class RankingLosses
{
    /// <summary>Mean of −log σ(y_ui − y_uj) (Eq. 15); all arguments are <c>[batch, d]</c>.</summary>
    internal static Tensor Bpr(Tensor users, Tensor positives, Tensor negatives) =>
        functional.softplus((users * (negatives - positives)).sum(1)).mean();

    /// <summary>
    /// Cross-entropy of the positive against negatives shared by the batch, on cosine scores divided by τ_r (design).
    /// </summary>
    /// <param name="users"><c>[batch, d]</c>.</param>
    /// <param name="positives"><c>[batch, d]</c>.</param>
    /// <param name="negatives"><c>[negatives, d]</c>.</param>
    /// <param name="masked"><c>[batch, negatives]</c>, true where a negative is a positive of the row's user.</param>
    /// <param name="temperature">τ_r.</param>
    internal static Tensor Softmax(Tensor users, Tensor positives, Tensor negatives, Tensor masked, float temperature)
    {
        var u = functional.normalize(users, dim: 1);
        var positive = (u * functional.normalize(positives, dim: 1)).sum(1, keepdim: true) / temperature;
        var negative = u.matmul(functional.normalize(negatives, dim: 1).t()) / temperature;
        var logits = cat([positive, negative.masked_fill(masked, float.NegativeInfinity)], 1);
        return (logits.logsumexp(1) - positive.squeeze(1)).mean();
    }
}
