using System.Globalization;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Search;

namespace KDiffE.Training.Paper;

/// <summary>What came out on one dataset, as the paper's tables and figures.</summary>
/// <param name="Settings">Those of the whole model.</param>
/// <param name="Runs">The trainings of KDiffE.</param>
/// <param name="Rivals">The other models; none where Table II was not asked for.</param>
internal sealed record DatasetResults(TrainingSettings Settings, AblationReport Runs, BaselinesReport? Rivals)
{
    private const string Recall = "test.recall@20";
    private const string Ndcg = "test.ndcg@20";
    private const string Seconds = "seconds_per_epoch";

    private string Dataset => Runs.Dataset.Name;

    /// <summary>The charts of the figures that have at least two points, each with its file name without the ending.</summary>
    internal IEnumerable<(PaperPart Part, string Name, string Svg)> Charts()
    {
        foreach (var sweep in Sweep.All.Where(sweep => Measured(sweep) > 1))
        {
            yield return (PartOf(sweep.Figure), $"{sweep.Figure}-{sweep.Name}", new LineChart($"{Dataset}: {sweep.Symbol}", sweep.Symbol, sweep.Values)
                .ToSvg(Line(Recall, "recall@20", At(sweep)), Line(Ndcg, "NDCG@20", At(sweep))));
        }

        var growth = PartOf(PaperPart.Scalability);
        var steps = Sweep.All.Single(sweep => sweep.Symbol == "T");
        if (Measured(steps) > 1)
        {
            yield return (growth, $"{growth.Name}-{steps.Name}", new LineChart($"{Dataset}: seconds per epoch", steps.Symbol, steps.Values)
                .ToSvg(Line(Seconds, "seconds", At(steps)), right: null));
        }

        string[] sizes = [.. UserShare.All.Select(share => share.Count(Runs.Dataset.Users).ToString("N0", CultureInfo.InvariantCulture))];
        VariantReport?[] shares = [.. UserShare.All.Select(share => Find(share.Variant.Name))];
        if (shares.Count(share => share is not null) > 1)
        {
            yield return (growth, $"{growth.Name}-users", new LineChart($"{Dataset}: seconds per epoch", "users", sizes)
                .ToSvg(Line(Seconds, "seconds", shares), right: null));
        }
    }

    /// <summary>The tables, and the points of the figures, as Markdown.</summary>
    internal IEnumerable<string> Tables()
    {
        if (Rivals is not null)
            yield return Table(PartOf(PaperPart.Comparison).Title, "model", Models());
        var ablations = PaperPart.Ablations.Append(AblationVariant.Full).Select(variant => Find(variant.Name)).OfType<VariantReport>().ToArray();
        if (ablations.Length > 1)
        {
            yield return Table(PartOf(PaperPart.Ablation).Title, "variant", ablations.Select(variant =>
                (variant.Name, Cell(variant), PublishedFigures.OfVariant(Dataset, variant.Name))));
        }

        foreach (var sweep in Sweep.All.Where(sweep => Measured(sweep) > 1))
        {
            yield return Lines(
                $"{PartOf(sweep.Figure).Title}: {sweep.Symbol}",
                $"| {sweep.Symbol} | recall@20 / NDCG@20 | s/epoch |",
                sweep.Values.Zip(At(sweep)).Where(point => point.Second is not null)
                    .Select(point => $"| {point.First} | {Cell(point.Second!)} | {Mean(point.Second!, Seconds, "F2")} |"));
        }

        var shares = UserShare.All.Where(share => Find(share.Variant.Name) is not null).ToArray();
        if (shares.Length > 1)
        {
            yield return Lines(
                PartOf(PaperPart.Scalability).Title,
                "| users | s/epoch |",
                shares.Select(share => $"| {share.Count(Runs.Dataset.Users):N0} | {Mean(Find(share.Variant.Name)!, Seconds, "F2")} |"));
        }
    }

    private static PaperPart PartOf(string name) => PaperPart.All.Single(part => part.Name == name);

    private static string Table(string title, string what, IEnumerable<(string Name, string Here, (double Recall, double Ndcg)? Paper)> rows) => Lines(
        title, $"| {what} | here | the paper |",
        rows.Select(row => $"| {row.Name} | {row.Here} | {(row.Paper is { } paper ? string.Create(CultureInfo.InvariantCulture, $"{paper.Recall:F3} / {paper.Ndcg:F3}") : "–")} |"));

    private static string Lines(string title, string head, IEnumerable<string> rows) => string.Join(
        '\n', [$"### {title}", "", head, $"|{string.Concat(Enumerable.Repeat("---|", head.Count(letter => letter == '|') - 1))}", .. rows, ""]);

    private static string Cell(VariantReport variant) => $"{Mean(variant, Recall, "F4")} / {Mean(variant, Ndcg, "F4")}";

    private static string Mean(VariantReport variant, string figure, string format) => Text(variant.Figures[figure], format);

    private static string Text(SummaryStatistics figure, string format)
    {
        return figure.Spread is { } spread ? $"{Number(figure.Mean)} ± {Number(spread)}" : Number(figure.Mean);

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static LineChart.Line Line(string figure, string name, IReadOnlyList<VariantReport?> points) => new(
        name, [.. points.Select(point => point is null ? default((double, double)?) : (point.Figures[figure].Mean, point.Figures[figure].Spread ?? 0))]);

    /// <summary>Rivals and KDiffE by recall, with those of the paper that are not measured here at the end.</summary>
    private IEnumerable<(string Name, string Here, (double Recall, double Ndcg)? Paper)> Models()
    {
        var here = Rivals!.Baselines.Where(rival => rival.Value is not null)
            .Select(rival => (Name: rival.Key, Recall: rival.Value!.Tests.Average(test => test.Recall), Cell: Figures(rival.Value)))
            .Concat(Find(AblationVariant.Full.Name) is { } whole ? [("kdiffe", whole.Figures[Recall].Mean, Cell(whole))] : [])
            .OrderByDescending(model => model.Recall).ToArray();
        foreach (var (name, _, cell) in here)
            yield return (name, cell, PublishedFigures.OfModel(Dataset, name));
        foreach (var model in PublishedFigures.Models.Except(here.Select(model => model.Name)).Where(model => PublishedFigures.OfModel(Dataset, model) is not null))
            yield return (model, "–", PublishedFigures.OfModel(Dataset, model));

        static string Figures(BaselineReport rival)
        {
            return $"{Over(test => test.Recall)} / {Over(test => test.Ndcg)}";

            string Over(Func<RankingReport, double> figure) => Text(SummaryStatistics.Of([.. rival.Tests.Select(figure)], whole: []), "F4");
        }
    }

    private IReadOnlyList<VariantReport?> At(Sweep sweep) => [.. sweep.Values.Select(value => Find(sweep.At(value, Settings).Name))];

    private int Measured(Sweep sweep) => At(sweep).Count(variant => variant is not null);

    /// <summary>A variant that has run; null where it has not.</summary>
    private VariantReport? Find(string variant) => Runs.Variants.FirstOrDefault(known => known.Name == variant && known.Runs.Count > 0);
}
