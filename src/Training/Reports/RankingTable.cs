using System.Globalization;
using System.Text;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Reports;

/// <summary>Figures of several models side by side, for the console.</summary>
internal static class RankingTable
{
    internal static string Format(IEnumerable<(string Model, RankingReport Report)> rows)
    {
        var text = new StringBuilder("model          recall@20  ndcg@20  precision@20  hit@20  coverage@20");
        foreach (var (model, r) in rows)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture,
                $"{model,-14} {r.Recall,9:F4}  {r.Ndcg,7:F4}  {r.Precision,12:F4}  {r.HitRate,6:F4}  {r.Coverage,11:F4}");
        }

        return text.ToString();
    }
}
