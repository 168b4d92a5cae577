using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe baselines</c>: what any model of a dataset has to beat.</summary>
internal static class BaselinesCommand
{
    internal static Command Create()
    {
        var command = new Command("baselines", "Test figures of most popular, ItemKNN, EASE and LightGCN");
        var source = new DataOptions(command);
        var seed = new Option<int>("--seed") { Description = "Seed of LightGCN", DefaultValueFactory = _ => 1 };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        command.Options.Add(seed);
        command.Options.Add(device);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var data = await source.LoadAsync(arguments, cancellation);
            var report = Measure(data, arguments.GetValue(seed), DeviceOperators.Open(arguments.GetValue(device)!), cancellation);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(RankingTable.Format(
                from baseline in report.Baselines where baseline.Value is not null select (baseline.Key, baseline.Value.Test)));
            return 0;
        });
        return command;
    }

    private static BaselinesReport Measure(Dataset data, int seed, IOperators operators, CancellationToken cancellation)
    {
        if (data.Test.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no test interaction.");
        var evaluator = new FullRankingEvaluator(data);
        return new BaselinesReport(DatasetReport.Of(data), new Dictionary<string, BaselineReport?>(StringComparer.Ordinal)
        {
            ["most_popular"] = Run("most popular", () => new MostPopular(data)),
            ["item_knn"] = Run("ItemKNN", () => new ItemKnn(data, cancellation: cancellation)),
            // Before LightGCN, whose training leaves libtorch a single thread.
            ["ease"] = data.Items <= Ease.MostItems
                ? Run("EASE", () => EaseSearch.Fit(data, new TrialLines(), cancellation))
                : LeaveOut($"EASE is left out: it takes on {Ease.MostItems:N0} items at most, not {data.Items:N0}."),
            [LightGcn.Name] = Run("LightGCN", () => LightGcn.Train(data, seed, operators, new EpochLines(LightGcn.Settings(seed).KDiffE), cancellation)),
        });

        BaselineReport Run(string name, Func<IScorer> fit)
        {
            Console.WriteLine($"{name} …");
            var started = Stopwatch.GetTimestamp();
            var scorer = fit();
            using var owned = scorer as IDisposable;
            var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2);
            return new BaselineReport(seconds, (scorer as Ease)?.Regularisation, evaluator.Evaluate(scorer, data.Test, cancellation));
        }

        static BaselineReport? LeaveOut(string why)
        {
            Console.WriteLine(why);
            return null;
        }
    }

    private sealed class TrialLines : IProgress<EaseTrial>
    {
        public void Report(EaseTrial value) =>
            Console.WriteLine($"λ {value.Regularisation,4}  valid recall@20 {value.Recall:F4}, NDCG@20 {value.Ndcg:F4}");
    }

    private sealed record BaselinesReport(
        [property: JsonPropertyName("dataset")] DatasetReport Dataset,
        [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, BaselineReport?> Baselines);

    private sealed record BaselineReport(
        [property: JsonPropertyName("seconds_fit")] double SecondsFit,
        [property: JsonPropertyName("lambda"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Regularisation,
        [property: JsonPropertyName("test")] RankingReport Test);
}
