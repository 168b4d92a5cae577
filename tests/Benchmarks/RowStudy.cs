using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.RecBole;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Rows;
using KDiffE.Training.Search;

namespace KDiffE.Benchmarks;

/// <summary>
/// What each addition to the rows of a model is worth: the same learnt rows with all additions, without each of them, and
/// with the items' triples and features exchanged at random, where what is still gained is not the content's.
/// </summary>
internal static class RowStudy
{
    private static readonly KDiffESettings Whole = new();

    private static readonly (string Name, KDiffESettings Settings, Func<Dataset, Dataset> Change, Func<Dataset, bool> Applies)[] Variants =
    [
        ("as learnt", Whole with { PopularityPrior = Switch.Off, ProfileDim = 0, RareItemBlending = Switch.Off }, data => data, _ => true),
        ("all additions", Whole, data => data, _ => true),
        ("without the popularity prior", Whole with { PopularityPrior = Switch.Off }, data => data, _ => true),
        ("without profiles", Whole with { ProfileDim = 0 }, data => data, _ => true),
        ("without blending and placing", Whole with { RareItemBlending = Switch.Off }, data => data, _ => true),
        ("knowledge graph shuffled", Whole, Controls.ShuffleGraph, data => data.Triples.Count > 0),
        ("features shuffled", Whole, Controls.ShuffleFeatures, data => data.Features.Count > 0),
    ];

    /// <summary>Prints a table, a line a variant, and before it what was added to which model.</summary>
    /// <param name="folder">RecBole folder with test data.</param>
    /// <param name="snapshots">Models as they were measured, without additions: one for each seed.</param>
    internal static void Run(string folder, IReadOnlyList<string> snapshots)
    {
        var data = FolderDataset.Load(folder);
        var evaluator = new FullRankingEvaluator(data);
        var table = new FiguresTable();
        foreach (var file in snapshots)
        {
            using var snapshot = SnapshotFile.Open(file);
            var (users, items) = SnapshotScorer.Rows(snapshot, data);
            foreach (var (name, settings, change, applies) in Variants)
            {
                if (!applies(data))
                    continue;
                var changed = change(data);
                var extension = new RowExtension(changed, settings, new Part(snapshot.Dim, users, items), CancellationToken.None);
                var weights = new RowSearch(changed, settings, extension, CancellationToken.None).Choose();
                var report = evaluator.Evaluate(extension.Serve(weights).Rows.ToScorer(), data.Test);
                table.Add(name, report);
                Console.WriteLine(FormattableString.Invariant(
                    $"{name}: {report.Recall:F4} / {report.Ndcg:F4}, items with 0: {report.ByItemBucket[0].Recall:F4}, among themselves {report.ColdAlone:F4}, with 1-5: {report.ByItemBucket[1].Recall:F4}. {weights}"));
            }
        }

        table.Print();
    }
}
