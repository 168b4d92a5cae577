namespace KDiffE.Domain.Settings;

/// <summary>The ranking loss, algorithm section 6.</summary>
public enum RankingLoss
{
    /// <summary>−log σ(y_ui − y_uj) with one negative (Eq. 15), the paper's.</summary>
    Bpr,

    /// <summary>Cross-entropy over cosine scores against negatives shared by the batch.</summary>
    Softmax,
}
