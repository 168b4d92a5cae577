namespace KDiffE.Training.Baselines;

/// <summary>What one regularisation of <see cref="Ease"/> reached on validation data.</summary>
/// <param name="Regularisation">λ, the weight of ‖B‖².</param>
/// <param name="Recall">Recall@20, from 0 to 1.</param>
/// <param name="Ndcg">NDCG@20, from 0 to 1.</param>
internal sealed record EaseTrial(float Regularisation, double Recall, double Ndcg);
