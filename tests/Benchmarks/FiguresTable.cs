using KDiffE.Training.Evaluation;
using KDiffE.Training.Search;

namespace KDiffE.Benchmarks;

/// <summary>Figures of several runs, printed as means and sample standard deviations in the order in which they first came.</summary>
internal sealed class FiguresTable
{
    private readonly List<(string Row, List<RankingReport> Reports)> _rows = [];

    /// <summary>Adds one run's figures to a row.</summary>
    internal void Add(string row, RankingReport report)
    {
        if (_rows.Find(known => known.Row == row).Reports is { } reports)
            reports.Add(report);
        else
            _rows.Add((row, [report]));
    }

    /// <summary>Prints a line a row.</summary>
    internal void Print()
    {
        Console.WriteLine("| | users | recall@20 | NDCG@20 |\n|---|---|---|---|");
        foreach (var (row, reports) in _rows)
        {
            Console.WriteLine(
                $"| {row} | {reports.Sum(report => report.Users)} | {Show(reports, report => report.Recall)} | {Show(reports, report => report.Ndcg)} |");
        }
    }

    private static string Show(List<RankingReport> reports, Func<RankingReport, double> figure)
    {
        var summary = SummaryStatistics.Of([.. reports.Select(figure)], []);
        return FormattableString.Invariant($"{summary.Mean:F4} ± {summary.Spread ?? double.NaN:F4}");
    }
}
