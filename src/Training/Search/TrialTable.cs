using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>The trials of a search, the best first, for the console.</summary>
internal static class TrialTable
{
    internal static string Format(Study study) => ColumnTable.Format(
        ["rank", "trial", "score", "recall@20", "ndcg@20", "best epoch", "seconds", "differs from the base in"],
        study.Ranked.Select((trial, rank) => trial.Valid is { } valid
            ? new[]
            {
                $"{rank + 1}", $"{trial.Number}", $"{valid.Score:F4}", $"{valid.Recall:F4}", $"{valid.Ndcg:F4}",
                $"{trial.BestEpoch} of {trial.Epochs}", $"{trial.Seconds:F1}", study.Changes(trial),
            }
            : ["–", $"{trial.Number}", "failed", "–", "–", "–", "–", study.Changes(trial)]),
        lastIsText: true);

    /// <summary>One line about the trial that has just finished.</summary>
    /// <param name="study">All trials.</param>
    /// <param name="of">How many there shall be; null where that is not known.</param>
    internal static string Line(Study study, int? of = null)
    {
        var trial = study.Trials[^1];
        var outcome = trial.Valid is { } valid
            ? $"score {valid.Score:F4}  recall@20 {valid.Recall:F4}, NDCG@20 {valid.Ndcg:F4}  epoch {trial.BestEpoch} of {trial.Epochs}  {trial.Seconds:F1} s"
            : $"failed: {trial.Error}";
        return $"trial {trial.Number,3}{(of is null ? "" : $" / {of}")}  {outcome}  {study.Changes(trial)}";
    }
}
