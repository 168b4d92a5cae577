namespace KDiffE.Training.Baselines;

/// <summary>What <see cref="Ease"/> is fitted with; all but λ are 0 for EASE itself.</summary>
/// <param name="Regularisation">λ, the weight of ‖B‖²; above 0.</param>
/// <param name="Dropout">p, the share of a user's items that EDLAE's training drops; below 1.</param>
/// <param name="GraphWeight">How many users' agreement an item's row of triples counts as.</param>
/// <param name="FeatureWeight">The same of its features, of each modality.</param>
internal sealed record EaseSettings(float Regularisation, float Dropout = 0, float GraphWeight = 0, float FeatureWeight = 0)
{
    /// <summary>Whether items' content is learnt from besides the interactions.</summary>
    internal bool HearsContent => GraphWeight > 0 || FeatureWeight > 0;
}
