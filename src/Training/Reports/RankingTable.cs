using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Reports;

/// <summary>Figures of several models side by side, for the console.</summary>
internal static class RankingTable
{
    internal static string Format(IEnumerable<(string Model, RankingReport Report)> rows) => ColumnTable.Format(
        ["model", "recall@20", "ndcg@20", "precision@20", "hit@20", "coverage@20"],
        rows.Select(row => new[] { row.Model, $"{row.Report.Recall:F4}", $"{row.Report.Ndcg:F4}", $"{row.Report.Precision:F4}", $"{row.Report.HitRate:F4}", $"{row.Report.Coverage:F4}" }));
}
