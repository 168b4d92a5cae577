using System.Globalization;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Search;

/// <summary>
/// The settings for data that nobody has seen: a random search that goes on where it stopped, until its trials have taken a
/// budget of time. The first trial is the defaults, and on new data the second one is what was best on earlier data; both are
/// trained to their end, so that what is chosen is never worse than either on the validation part. Once the budget is spent,
/// new data get the best of earlier ones without a trial.
/// </summary>
/// <param name="search">Draws the settings and trains them.</param>
/// <param name="budget">How long all trials together may take; zero for no further trial.</param>
/// <param name="time">The clock.</param>
internal sealed class BudgetedSearch(RandomSearch search, TimeSpan budget, TimeProvider time)
{
    private const int Defaults = 1;

    // With less than this share of the time that the defaults take no trial comes far enough to be worth its time.
    private const double LeastShare = 0.1;

    // Where so many in a row fail, nothing that is drawn goes with the data, the device or what is fixed.
    private const int MostFailures = 10;

    /// <summary>Adds trials while there is budget, and chooses.</summary>
    /// <param name="study">The search on these data, with the trials that there are.</param>
    /// <param name="earlier">What it did on earlier data.</param>
    /// <param name="finished">Gets the study after each new trial, and keeps it.</param>
    /// <param name="cancellation">Ends the search; the running trial leaves no trace.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal async Task<TunedSettings> ChooseAsync(Study study, EarlierTrials earlier, Func<Study, Task> finished, CancellationToken cancellation)
    {
        var (before, best) = (study.Trials.Count, default(FitResult));
        while (Next(study, earlier) is var (number, left))
        {
            using var limit = new CancellationTokenSource(left, time);
            var ended = await Task.Run(() => search.TryRun(number, limit.Token, cancellation), cancellation) ?? throw new OperationCanceledException(cancellation);
            study = study.With(ended.Trial);
            if (study.Best == ended.Trial)
                best = ended.Whole;
            await finished(study);
        }

        return new TunedSettings(SettingsOf(study, earlier), best, Choose(study, earlier), Searched: study.Trials.Count > before);
    }

    /// <summary>How much of the budget is spent, in seconds.</summary>
    internal static double Spent(Study study, EarlierTrials earlier) => earlier.Seconds + study.Trials.Sum(trial => trial.Seconds);

    /// <summary>Whether there is a trial to run.</summary>
    internal bool Continues(Study study, EarlierTrials earlier) => Next(study, earlier) is not null;

    private (int Number, TimeSpan Left)? Next(Study study, EarlierTrials earlier)
    {
        var left = budget.TotalSeconds - Spent(study, earlier);
        var spent = left <= LeastShare * (DefaultsOf(study) ?? DefaultsOf(earlier.Latest))?.Seconds;
        if (budget <= TimeSpan.Zero || (study.Trials.Count == 0 && spent && earlier.Best is not null))
            return null;
        foreach (var number in new[] { Defaults, earlier.Best?.Number ?? Defaults })
        {
            if (study.Trials.All(trial => trial.Number != number))
                return (number, Timeout.InfiniteTimeSpan);
        }

        var fails = study.Trials.Count > MostFailures && study.Trials.TakeLast(MostFailures).All(trial => trial.Score is null);
        return spent || fails ? null : (Math.Max(earlier.LastNumber, study.Trials.Max(trial => trial.Number)) + 1, TimeSpan.FromSeconds(left));
    }

    private TrainingSettings SettingsOf(Study study, EarlierTrials earlier) =>
        (study.Best ?? earlier.Best) is { } best ? search.SettingsOf(best) : search.Base;

    private TuningChoice Choose(Study study, EarlierTrials earlier)
    {
        var of = study.Best is null ? earlier.Latest ?? study : study;
        var (best, defaults) = (of.Best, DefaultsOf(of));
        return new TuningChoice(
            best?.Number, of.Trials.Count, Math.Round(Spent(study, earlier), 2), budget.TotalSeconds, best is null ? new Dictionary<string, string>() : of.Differing(best),
            best?.Valid?.Recall, best?.Valid?.Ndcg, defaults?.Valid?.Recall, defaults?.Valid?.Ndcg, Reason(of, best, defaults, reused: of != study));
    }

    private static Trial? DefaultsOf(Study? study) => study?.Trials.FirstOrDefault(trial => trial.Number == Defaults);

    private static string Reason(Study of, Trial? best, Trial? defaults, bool reused)
    {
        var data = reused ? "the validation part of earlier data" : "the validation part";
        return best is null
            ? "The defaults: no trial has ended well, or none was to be made."
            : best.Number == Defaults
                ? string.Create(CultureInfo.InvariantCulture, $"The defaults: their recall@20 + NDCG@20 of {best.Score:F4} is the best of {of.Trials.Count} trials on {data}.")
                : string.Create(CultureInfo.InvariantCulture, $"Trial {best.Number}: its recall@20 + NDCG@20 of {best.Score:F4} is the best of {of.Trials.Count} trials on {data}; the defaults have {defaults?.Score:F4}.");
    }
}
