using System.CommandLine;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Snapshots;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe evaluate</c>: a snapshot's figures on a folder's test interactions.</summary>
internal static class EvaluateCommand
{
    internal static Command Create()
    {
        var command = new Command("evaluate", "Evaluate a snapshot on a folder's test interactions (full ranking)");
        var source = new DataOptions(command);
        var snapshot = new Option<FileInfo>("--snapshot") { Description = "The snapshot to evaluate", HelpName = "file", Required = true };
        var json = CommonOptions.Json();
        command.Options.Add(snapshot);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var data = await source.LoadAsync(arguments, cancellation);
            using var model = SnapshotFile.Open(arguments.GetValue(snapshot)!.FullName);
            var report = Evaluate(model, data, cancellation);
            if (report.LeftOut > 0)
                Console.WriteLine($"{report.LeftOut:N0} of {data.Test.Count:N0} test interactions are left out: the snapshot has learnt from them.");
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(RankingTable.Format([("snapshot", report.Test), ("most popular", report.Baselines["most_popular"])]));
            return 0;
        });
        return command;
    }

    private static EvaluationReport Evaluate(Snapshot snapshot, Dataset data, CancellationToken cancellation)
    {
        if (data.Test.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no test interaction.");
        var rows = data.Test.NotLearntBy(snapshot, data);
        if (rows.Count == 0)
        {
            throw new InvalidOperationException(
                $"The snapshot has learnt from every test interaction of '{data.Name}', so that they say nothing of it; "
                + "train writes one that has not unless --refit all or --publish is given.");
        }

        // What a model has learnt is left out of its rankings, and one that was chosen by the validation part has not learnt that.
        data = snapshot.Metadata.Metrics.ContainsKey("valid.recall@20") ? data : Refit.Known(data);
        var evaluator = new FullRankingEvaluator(data);
        return new EvaluationReport(
            snapshot.Metadata.Version, DatasetReport.Of(data), data.Test.Count - rows.Count,
            evaluator.Evaluate(SnapshotScorer.Create(snapshot, data), rows, cancellation),
            new Dictionary<string, RankingReport>(StringComparer.Ordinal) { ["most_popular"] = evaluator.Evaluate(new MostPopular(data), rows, cancellation) });
    }

    private sealed record EvaluationReport(
        [property: JsonPropertyName("snapshot")] string Snapshot,
        [property: JsonPropertyName("dataset")] DatasetReport Dataset,
        [property: JsonPropertyName("left_out")] int LeftOut,
        [property: JsonPropertyName("test")] RankingReport Test,
        [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, RankingReport> Baselines);
}
