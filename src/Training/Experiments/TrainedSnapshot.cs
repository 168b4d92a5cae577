using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Experiments;

/// <summary>A training as a snapshot.</summary>
internal static class TrainedSnapshot
{
    /// <summary>The best epoch as a snapshot of a new version, with what it was trained on and how well it did.</summary>
    /// <param name="run">The training.</param>
    /// <param name="data">What it learnt from.</param>
    /// <param name="test">The figures on test data; null where there are none.</param>
    /// <param name="popular">Those of the most popular items.</param>
    internal static SnapshotContent Create(TrainingRun run, Dataset data, RankingReport? test, RankingReport? popular)
    {
        var now = DateTimeOffset.UtcNow;
        var metadata = new SnapshotMetadata(
            SnapshotMetadata.NewVersion(now), data.Name, now, data.Watermark,
            SettingsReader.Describe(run.Settings), Figures(run, test, popular))
        {
            Features = run.Result.Features,
        };
        return run.Result.Model.ToSnapshot(data, metadata);
    }

    private static Dictionary<string, double> Figures(TrainingRun run, RankingReport? test, RankingReport? popular)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        Add("valid", run.Valid?.Recall, run.Valid?.Ndcg);
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
