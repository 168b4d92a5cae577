using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;
using KDiffE.Training.Search;

namespace KDiffE.Training.Baselines;

/// <summary>Measures baselines on one dataset: each with the settings that are best on validation data, tested once.</summary>
/// <param name="data">What is learnt, and what it is measured by.</param>
/// <param name="operators">Those of the device to train on.</param>
/// <param name="trials">Trainings by which to choose the settings of each that is trained; with 1 it keeps its authors'.</param>
/// <param name="say">Hears a line for people of all that is done.</param>
/// <param name="epochs">Hears of the epochs of a training with such settings.</param>
/// <param name="cancellation">Stops the measurement.</param>
/// <exception cref="InvalidOperationException">There are no test interactions.</exception>
internal sealed class BaselineMeasurement(
    Dataset data, IOperators operators, int trials, Action<string> say, Func<KDiffESettings, IProgress<EpochReport>> epochs, CancellationToken cancellation)
{
    private readonly FullRankingEvaluator _evaluator = data.Test.Count > 0
        ? new FullRankingEvaluator(data)
        : throw new InvalidOperationException($"'{data.Name}' has no test interaction.");

    /// <summary>Measures one baseline; null where the data are not for it.</summary>
    /// <param name="baseline">What is fitted.</param>
    /// <param name="seeds">The seeds to test it with, where it is trained.</param>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    internal BaselineReport? Of(Baseline baseline, IReadOnlyList<int> seeds)
    {
        if (baseline.Refusal(data) is { } refusal)
        {
            say($"{baseline.Title} is left out: it {refusal}.");
            return null;
        }

        say($"{baseline.Title} …");
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
        var scorer = baseline.Fit(data, new TrialLines(say), cancellation);
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
            var fit = baseline.Train(data, settings, operators, epochs(settings.KDiffE), cancellation);
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
        var study = search.Run(search.NewStudy, trials, all => say(TrialTable.Line(all, trials)), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return study.Best is { } best ? [.. best.Settings.Select(pair => $"{pair.Key}={pair.Value}")] : [];
    }

    private RankingReport Test(IScorer scorer) => _evaluator.Evaluate(scorer, data.Test, cancellation);

    private static double Seconds(long since) => Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 2);

    private sealed class TrialLines(Action<string> say) : IProgress<BaselineTrial>
    {
        public void Report(BaselineTrial value) => say(
            $"{string.Join(", ", value.Settings.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))}  "
            + $"valid recall@20 {value.Recall:F4}, NDCG@20 {value.Ndcg:F4}");
    }
}
