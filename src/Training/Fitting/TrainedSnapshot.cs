using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Fitting;

/// <summary>A training as a snapshot.</summary>
internal static class TrainedSnapshot
{
    /// <summary>The best epoch as a snapshot of a new version, with what it was trained on and how well it did.</summary>
    /// <param name="fit">A training that has ended, with the embeddings of its best epoch.</param>
    /// <param name="data">What it learnt from.</param>
    /// <param name="test">The figures on test data; null where there are none.</param>
    /// <param name="popular">Those of the most popular items.</param>
    internal static SnapshotContent Create(FitResult fit, Dataset data, RankingReport? test, RankingReport? popular)
    {
        var now = DateTimeOffset.UtcNow;
        var metadata = new SnapshotMetadata(
            SnapshotMetadata.NewVersion(now), data.Name, now, data.Watermark,
            SettingsReader.Describe(fit.Settings), Figures(fit, test, popular))
        {
            Features = fit.Features,
        };
        return fit.Model.ToSnapshot(data, metadata);
    }

    private static Dictionary<string, double> Figures(FitResult fit, RankingReport? test, RankingReport? popular)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        Add("valid", fit.Valid?.Recall, fit.Valid?.Ndcg);
        Add("test", test?.Recall, test?.Ndcg);
        Add("most_popular", popular?.Recall, popular?.Ndcg);
        return figures;

        void Add(string name, double? recall, double? ndcg)
        {
            if (recall is null || ndcg is null)
                return;
            figures[$"{name}.recall@20"] = recall.Value;
            figures[$"{name}.ndcg@20"] = ndcg.Value;
        }
    }
}
