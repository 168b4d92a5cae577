using System.Text.Json.Serialization;

namespace KDiffE.Training.Evaluation;

/// <summary>
/// How well a scorer ranks the whole catalogue, averaged over the users with a held-out item. In JSON the figures
/// carry their cut: <c>recall@20</c>, <c>ndcg@20</c>, <c>precision@20</c>, <c>hit@20</c>, <c>coverage@20</c>,
/// <c>cold_alone@20</c>,
/// <c>by_item_bucket</c> and <c>by_user_bucket</c>.
/// </summary>
/// <param name="K">The cut of every ranking.</param>
/// <param name="Users">Users averaged over; all figures are 0 when there is none.</param>
/// <param name="Recall">Mean recall, 0..1.</param>
/// <param name="Ndcg">Mean NDCG, 0..1.</param>
/// <param name="Precision">Mean precision, 0..1.</param>
/// <param name="HitRate">Share of users with at least one hit.</param>
/// <param name="Coverage">Share of the catalogue that stands in at least one of the rankings.</param>
/// <param name="ByItemBucket">By the held-out item's number of training interactions.</param>
/// <param name="ByUserBucket">By the user's number of training interactions.</param>
[JsonConverter(typeof(RankingReportJsonConverter))]
internal sealed record RankingReport(
    int K,
    int Users,
    double Recall,
    double Ndcg,
    double Precision,
    double HitRate,
    double Coverage,
    IReadOnlyList<ItemBucket> ByItemBucket,
    IReadOnlyList<UserBucket> ByUserBucket)
{
    /// <summary>
    /// Share of the held-out rows of items without a training interaction that are within the cut where those items alone are
    /// ranked; null where there is no such row, or that was not asked for.
    /// </summary>
    public double? ColdAlone { get; init; }
}

/// <summary>Held-out rows whose item has a similar number of training interactions.</summary>
/// <param name="Interactions">The bucket's name in <see cref="TrainingBuckets"/>.</param>
/// <param name="Rows">Held-out rows in the bucket.</param>
/// <param name="Recall">Share of them that were ranked within the cut; 0 without rows.</param>
internal sealed record ItemBucket(string Interactions, int Rows, double Recall);

/// <summary>Users with a similar number of training interactions.</summary>
/// <param name="Interactions">The bucket's name in <see cref="TrainingBuckets"/>.</param>
/// <param name="Users">Users with a held-out item in the bucket.</param>
/// <param name="Recall">Their mean recall; 0 without users.</param>
/// <param name="Ndcg">Their mean NDCG; 0 without users.</param>
internal sealed record UserBucket(string Interactions, int Users, double Recall, double Ndcg);
