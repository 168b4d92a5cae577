using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Operators;
using KDiffE.Training.Reports;
using KDiffE.Training.Search;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe baselines</c>: what any model of a dataset has to beat.</summary>
internal static class BaselinesCommand
{
    internal static Command Create()
    {
        var command = new Command("baselines", "Test figures of simpler models and rivals, each with the settings that are best on validation data");
        var source = new DataOptions(command);
        var only = new Option<string[]>("--only")
        {
            Description = $"Measure these; all that take the data unless given: {string.Join(" | ", Baseline.All.Select(baseline => baseline.Name))}",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        var trials = new Option<int>("--trials")
        {
            Description = "Trainings by which to choose the settings of each that is trained; with 1 it keeps its authors'",
            DefaultValueFactory = _ => 1,
        };
        var seeds = new Option<int>("--seeds") { Description = "Seeds to test each that is trained with", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "The first of them, and that of the trials", DefaultValueFactory = _ => 1 };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        trials.Validators.Add(CommonOptions.AtLeastOne);
        seeds.Validators.Add(CommonOptions.AtLeastOne);
        command.Options.Add(only);
        command.Options.Add(trials);
        command.Options.Add(seeds);
        command.Options.Add(seed);
        command.Options.Add(device);
        command.Options.Add(json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var chosen = Baseline.Named(arguments.GetValue(only) ?? []);
            var data = await source.LoadAsync(arguments, cancellation);
            var measurement = new Measurement(data, DeviceOperators.Open(arguments.GetValue(device)!), arguments.GetValue(trials), cancellation);
            var report = measurement.Of(chosen, [.. Enumerable.Range(arguments.GetValue(seed), arguments.GetValue(seeds))]);
            await JsonReport.WriteAsync(report, arguments.GetValue(json));
            Console.WriteLine(RankingTable.Format(
                from baseline in report.Baselines
                where baseline.Value is not null
                from row in baseline.Value.Rows(baseline.Key)
                select row));
            return 0;
        });
        return command;
    }

    /// <summary>Measures baselines on one dataset.</summary>
    private sealed class Measurement(Dataset data, IOperators operators, int trials, CancellationToken cancellation)
    {
        private readonly FullRankingEvaluator _evaluator = data.Test.Count > 0
            ? new FullRankingEvaluator(data)
            : throw new InvalidOperationException($"'{data.Name}' has no test interaction.");

        internal BaselinesReport Of(IReadOnlyList<Baseline> baselines, IReadOnlyList<int> seeds) =>
            new(DatasetReport.Of(data), baselines.ToDictionary(baseline => baseline.Name, baseline => Of(baseline, seeds), StringComparer.Ordinal));

        private BaselineReport? Of(Baseline baseline, IReadOnlyList<int> seeds)
        {
            if (baseline.Refusal(data) is { } refusal)
            {
                Console.WriteLine($"{baseline.Title} is left out: it {refusal}.");
                return null;
            }

            Console.WriteLine($"{baseline.Title} …");
            return baseline switch
            {
                ComputedBaseline computed => Of(computed),
                TrainedBaseline trained => Of(trained, seeds),
                _ => throw new UnreachableException(),
            };
        }

        private BaselineReport Of(ComputedBaseline baseline)
        {
            var started = Stopwatch.GetTimestamp();
            var scorer = baseline.Fit(data, new TrialLines(), cancellation);
            using var owned = scorer as IDisposable;
            var seconds = Seconds(started);
            return new BaselineReport(seconds, Test(scorer))
            {
                Settings = (scorer as ITunedScorer)?.Chosen.ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value), StringComparer.Ordinal),
            };
        }

        private BaselineReport Of(TrainedBaseline baseline, IReadOnlyList<int> seeds)
        {
            var started = Stopwatch.GetTimestamp();
            var changes = trials > 1 ? Tune(baseline, baseline.Settings(seeds[0])) : [];
            var tests = new List<RankingReport>();
            var seconds = 0.0;
            foreach (var seed in seeds)
            {
                var settings = SettingsReader.Apply(baseline.Settings(seed), changes);
                var fit = baseline.Train(data, settings, operators, new EpochLines(settings.KDiffE), cancellation);
                cancellation.ThrowIfCancellationRequested();
                if (tests.Count == 0)
                    seconds = Seconds(started);
                tests.Add(Test(fit.Model.ToScorer()));
            }

            return new BaselineReport(seconds, tests[0]) { FurtherSeeds = tests.Count > 1 ? tests[1..] : null, Changes = changes.Count > 0 ? changes : null };
        }

        /// <summary>What the best trial sets otherwise than its base, each <c>Section:Name=value</c>.</summary>
        private IReadOnlyList<string> Tune(TrainedBaseline baseline, TrainingSettings start)
        {
            var search = new RandomSearch(
                data, start, SearchSpace.Read(baseline.Space), (settings, stop) => baseline.Train(data, settings, operators, null, stop));
            var study = search.Run(search.NewStudy, trials, all => Console.WriteLine(TrialTable.Line(all, trials)), cancellation);
            cancellation.ThrowIfCancellationRequested();
            return study.Best is { } best ? [.. best.Settings.Select(pair => $"{pair.Key}={pair.Value}")] : [];
        }

        private RankingReport Test(IScorer scorer) => _evaluator.Evaluate(scorer, data.Test, cancellation);

        private static double Seconds(long since) => Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 2);
    }

    private sealed class TrialLines : IProgress<BaselineTrial>
    {
        public void Report(BaselineTrial value) => Console.WriteLine(
            $"{string.Join(", ", value.Settings.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))}  "
            + $"valid recall@20 {value.Recall:F4}, NDCG@20 {value.Ndcg:F4}");
    }

    private sealed record BaselinesReport(
        [property: JsonPropertyName("dataset")] DatasetReport Dataset,
        [property: JsonPropertyName("baselines")] IReadOnlyDictionary<string, BaselineReport?> Baselines);

    /// <param name="SecondsFit">Wall seconds of the fit, with the first seed and the choice of settings.</param>
    /// <param name="Test">Figures on the test part, with the first seed.</param>
    private sealed record BaselineReport(
        [property: JsonPropertyName("seconds_fit")] double SecondsFit,
        [property: JsonPropertyName("test")] RankingReport Test)
    {
        /// <summary>Figures on the test part with each further seed.</summary>
        [JsonPropertyName("further_seeds")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<RankingReport>? FurtherSeeds { get; init; }

        /// <summary>What the best trial has otherwise than the baseline's own settings, each <c>Section:Name=value</c>.</summary>
        [JsonPropertyName("set")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Changes { get; init; }

        /// <summary>The settings that were chosen for what is not trained, such as <c>lambda</c>.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Settings { get; init; }

        /// <summary>A row for each seed.</summary>
        internal IEnumerable<(string Model, RankingReport Test)> Rows(string name) =>
            [(name, Test), .. (FurtherSeeds ?? []).Select((report, k) => ($"{name}, seed +{k + 1}", report))];
    }
}
