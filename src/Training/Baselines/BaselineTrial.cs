namespace KDiffE.Training.Baselines;

/// <summary>What one choice of a baseline's settings reached on validation data.</summary>
/// <param name="Settings">The settings by name.</param>
/// <param name="Recall">Recall@20, from 0 to 1.</param>
/// <param name="Ndcg">NDCG@20, from 0 to 1.</param>
internal sealed record BaselineTrial(IReadOnlyDictionary<string, float> Settings, double Recall, double Ndcg)
{
    /// <summary>What settings are chosen by, as epochs are: recall@20 + NDCG@20.</summary>
    internal double Score => Recall + Ndcg;
}
