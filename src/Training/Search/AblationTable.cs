using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>The variants of an ablation side by side, for the console.</summary>
internal static class AblationTable
{
    /// <summary>Two tables: accuracy beside the whole model's; cold items and cost.</summary>
    internal static string Format(AblationReport report)
    {
        var run = report.Variants.Where(variant => variant.Runs.Count > 0).ToArray();
        return string.Join(Environment.NewLine,
        [
            ColumnTable.Format(
                ["variant", "runs", "test recall@20", "Δ", "test ndcg@20", "Δ", "valid recall@20", "valid ndcg@20"],
                run.Select(v => new[]
                {
                    v.Name, $"{v.Runs.Count}", Share(v, "test.recall@20"), Difference(v, "test.recall@20"),
                    Share(v, "test.ndcg@20"), Difference(v, "test.ndcg@20"), Share(v, "valid.recall@20"), Share(v, "valid.ndcg@20"),
                })),
            "",
            ColumnTable.Format(
                ["variant", "recall@20 of items with 0", "with 1-5 interactions", "seconds per epoch", "epochs"],
                run.Select(v => new[]
                {
                    v.Name, Share(v, "test.recall@20.items_0"), Share(v, "test.recall@20.items_1-5"), Mean(v, "seconds_per_epoch", "F2"), Mean(v, "epochs", "F0"),
                })),
            "",
            "Mean ± sample standard deviation over the seeds; Δ: difference to full in units of the pooled spread.",
            .. report.Variants.Where(v => v.NotApplicable is not null).Select(v => $"{v.Name}: not applicable, {v.NotApplicable}."),
        ]);
    }

    /// <summary>One line about the run that has just finished.</summary>
    internal static string Line(AblationReport report, AblationRun run) => $"run {report.Finished,3} / {report.Planned}  {Line(run)}";

    /// <summary>What a run is, and what it reached.</summary>
    internal static string Line(AblationRun run) =>
        $"{run.Variant}, seed {run.Seed}  test recall@20 {run.Test.Recall:F4}, NDCG@20 {run.Test.Ndcg:F4}  epoch {run.BestEpoch} of {run.Epochs}  {run.Seconds:F1} s";

    private static string Share(VariantReport variant, string figure) => variant.Figures.TryGetValue(figure, out var statistic)
        ? statistic.Spread is { } spread ? $"{statistic.Mean:F4} ± {spread:F4}" : $"{statistic.Mean:F4}"
        : "–";

    private static string Mean(VariantReport variant, string figure, string format) => variant.Figures[figure].Mean.ToString(format);

    private static string Difference(VariantReport variant, string figure) =>
        variant.Figures[figure].DifferenceInSpreads is { } spreads ? $"{spreads:+0.0;-0.0;0.0}" : "–";
}
