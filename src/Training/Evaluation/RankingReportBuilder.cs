using KDiffE.Domain.Metrics;

namespace KDiffE.Training.Evaluation;

/// <summary>Adds users' rankings up to a <see cref="RankingReport"/>.</summary>
/// <param name="k">The cut of every ranking.</param>
/// <param name="itemInteractions">Training interactions of each item, <c>[items]</c>.</param>
internal sealed class RankingReportBuilder(int k, int[] itemInteractions)
{
    private readonly bool[] _covered = new bool[itemInteractions.Length];
    private readonly (int Rows, int Hits)[] _items = new (int, int)[TrainingBuckets.Names.Count];
    private readonly (int Users, double Recall, double Ndcg)[] _users = new (int, double, double)[TrainingBuckets.Names.Count];
    private double _precision;
    private double _hit;

    /// <summary>Adds the ranking of one user to the sums.</summary>
    /// <param name="ranked">The user's best items, best first, at most k.</param>
    /// <param name="heldOut">The user's held-out items, at least one.</param>
    /// <param name="userInteractions">The user's training interactions.</param>
    public void Add(ReadOnlySpan<int> ranked, ReadOnlySpan<int> heldOut, int userInteractions)
    {
        ref var user = ref _users[TrainingBuckets.Of(userInteractions)];
        user.Users++;
        user.Recall += RankingMetrics.Recall(ranked, heldOut, k);
        user.Ndcg += RankingMetrics.Ndcg(ranked, heldOut, k);
        _precision += RankingMetrics.Precision(ranked, heldOut, k);
        _hit += RankingMetrics.Hit(ranked, heldOut, k);
        foreach (var item in ranked)
            _covered[item] = true;
        foreach (var item in heldOut)
        {
            ref var bucket = ref _items[TrainingBuckets.Of(itemInteractions[item])];
            bucket.Rows++;
            bucket.Hits += ranked.Contains(item) ? 1 : 0;
        }
    }

    public RankingReport Build()
    {
        var users = _users.Sum(bucket => bucket.Users);
        return new RankingReport(
            k,
            users,
            Mean(_users.Sum(bucket => bucket.Recall), users),
            Mean(_users.Sum(bucket => bucket.Ndcg), users),
            Mean(_precision, users),
            Mean(_hit, users),
            Mean(_covered.Count(covered => covered), _covered.Length),
            [.. _items.Select((b, i) => new ItemBucket(TrainingBuckets.Names[i], b.Rows, Mean(b.Hits, b.Rows)))],
            [.. _users.Select((b, i) => new UserBucket(TrainingBuckets.Names[i], b.Users, Mean(b.Recall, b.Users), Mean(b.Ndcg, b.Users)))]);
    }

    private static double Mean(double sum, int count) => count == 0 ? 0 : sum / count;
}
