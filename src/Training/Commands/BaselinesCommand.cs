using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe baselines</c>: what any model of a dataset has to beat.</summary>
internal static class BaselinesCommand
{
    internal static Command Create()
    {
        var command = new Command("baselines", "Test figures of most popular, ItemKNN and LightGCN");
        var source = new DataSource(command);
        var seed = new Option<int>("--seed") { Description = "Seed of LightGCN, and of the hold-out where the folder has none", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        command.Options.Add(seed);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var data = await source.LoadAsync(arguments, arguments.GetValue(seed), cancellation);
            var report = Measure(data, arguments.GetValue(seed), cancellation);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(RankingTable.Format(report.Baselines.Select(pair => (pair.Key, pair.Value.Test))));
            return 0;
        });
        return command;
    }

    private static BaselinesReport Measure(Dataset data, int seed, CancellationToken cancellation)
    {
        if (data.Test.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no test interaction.");
        var evaluator = new FullRankingEvaluator(data);
        return new BaselinesReport(DatasetReport.Of(data), new Dictionary<string, BaselineReport>(StringComparer.Ordinal)
        {
            ["most_popular"] = Run("most popular", () => new MostPopular(data)),
            ["item_knn"] = Run("ItemKNN", () => new ItemKnn(data)),
            ["light_gcn"] = Run("LightGCN", () => LightGcn.Train(data, seed, new EpochLines(LightGcn.Settings(seed).KDiffE), cancellation)),
        });

        BaselineReport Run(string name, Func<IScorer> fit)
        {
            Console.WriteLine($"{name} …");
            var started = Stopwatch.GetTimestamp();
            var scorer = fit();
            var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2);
            return new BaselineReport(seconds, evaluator.Evaluate(scorer, data.Test, cancellation));
        }
    }

    private sealed record BaselinesReport(
        [property: JsonPropertyName("dataset")] DatasetReport Dataset,
        [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, BaselineReport> Baselines);

    private sealed record BaselineReport(
        [property: JsonPropertyName("seconds_fit")] double SecondsFit,
        [property: JsonPropertyName("test")] RankingReport Test);
}
