using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Runs;
using KDiffE.Training.Fitting;
using KDiffE.Training.Search;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// Finds the settings of a run with the preset <c>auto</c>: goes on with the search of earlier runs while its budget lasts. Each trial is
/// in the database as soon as it has ended, and has checkpoints meanwhile.
/// </summary>
internal sealed partial class RunTuning(RunTrainer trainer, TrialStore trials, IOptions<TuningOptions> options, TimeProvider time, ILogger<RunTuning> logger)
{
    // What was tried on a catalogue half or twice as large says little, and neither counts nor is reused.
    private const double Alike = 2;

    private readonly TimeSpan _budget = options.Value.TuneBudget;

    /// <summary>Searches, and has the run say what it chose.</summary>
    /// <param name="lease">The right to the run.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="experiment">The same with the device.</param>
    /// <param name="folder">Keeps the checkpoint of the trial that runs.</param>
    /// <param name="heartbeat">Hears how far it is.</param>
    /// <param name="stopping">Asks for a checkpoint and an end.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="InvalidSettingException">The run fixes every setting that could be searched.</exception>
    /// <exception cref="InvalidOperationException">There is no validation part to choose by.</exception>
    /// <exception cref="OperationCanceledException">It was ended; trials that have ended are kept.</exception>
    internal async Task<TunedSettings> ChooseAsync(
        RunLease lease, Dataset data, Experiment experiment, RunFolder folder, Heartbeat heartbeat, CancellationToken stopping, CancellationToken cancellation)
    {
        var arguments = lease.Run.Arguments;
        var space = SearchSpace.Read(SearchSpace.NameFor(arguments.Preset)).Without(arguments.Settings.Select(setting => $"{setting.Key}={setting.Value}"));
        var progress = new TuningProgress(heartbeat, _budget, time);
        var search = new RandomSearch(data, arguments.ToSettings(), space, Train);
        var (study, earlier) = Divide(search.NewStudy, await trials.ListAsync(search.NewStudy.Key, cancellation));
        var budgeted = new BudgetedSearch(search, _budget, time);
        if (budgeted.Continues(study, earlier))
            progress.Begin(BudgetedSearch.Spent(study, earlier));

        var chosen = await budgeted.ChooseAsync(study, earlier, KeepAsync, cancellation);
        var choice = chosen.Choice!;
        LogChosen(lease.Run.Id, choice.Reason);
        await lease.RecordTuningAsync(choice, cancellation);
        return chosen;

        FitResult Train(TrainingSettings settings, CancellationToken end)
        {
            progress.Epochs = settings.KDiffE.Epochs;
            return trainer.TrainUntil(experiment, settings, progress, folder.TrialCheckpointFile(settings), stopping, end);
        }

        async Task KeepAsync(Study all)
        {
            var trial = all.Trials[^1];
            LogTrial(lease.Run.Id, trial.Number, Outcome(trial), all.Changes(trial));
            await lease.RecordTrialAsync(all.Key, all.Fingerprint, data.Train.Count, Stored(trial), cancellation);
            File.Delete(folder.TrialCheckpointFile(search.SettingsOf(trial)));
            progress.Begin(BudgetedSearch.Spent(all, earlier));
        }
    }

    private static (Study Study, EarlierTrials Earlier) Divide(Study empty, IReadOnlyList<StoredTrial> stored)
    {
        var (least, most) = (empty.Dataset.Train / Alike, empty.Dataset.Train * Alike);
        var others = stored.Where(trial => trial.Fingerprint != empty.Fingerprint && trial.Interactions >= least && trial.Interactions <= most).ToList();
        var latest = others.GroupBy(trial => trial.Fingerprint, StringComparer.Ordinal)
            .Select(trials => empty with { Fingerprint = trials.Key, Trials = [.. trials.Select(trial => Read(trial.Trial))] })
            .LastOrDefault(study => study.Best is not null);
        return (
            empty with { Trials = [.. stored.Where(trial => trial.Fingerprint == empty.Fingerprint).Select(trial => Read(trial.Trial))] },
            new EarlierTrials(latest, others.Sum(trial => trial.Trial.Seconds), stored.Select(trial => trial.Trial.Number).DefaultIfEmpty().Max()));
    }

    private static TuningTrial Stored(Trial trial) => new(
        trial.Number, trial.Settings, trial.Valid?.Recall, trial.Valid?.Ndcg, trial.BestEpoch, trial.Epochs, trial.Seconds, trial.Error);

    private static Trial Read(TuningTrial trial) => new(
        trial.Number, trial.Settings,
        // α is chosen anew by the training that uses the settings.
        trial is { Recall: { } recall, Ndcg: { } ndcg } ? new ValidationFigures(recall, ndcg, NormExponent: double.NaN) : null,
        trial.BestEpoch, trial.Epochs, trial.Seconds, trial.Error);

    private static string Outcome(Trial trial) => trial.Valid is { } valid
        ? string.Create(CultureInfo.InvariantCulture, $"recall@20 {valid.Recall:F4}, NDCG@20 {valid.Ndcg:F4} on the validation part in {trial.Seconds:F1} s")
        : $"failed: {trial.Error}";

    [LoggerMessage(LogLevel.Information, "Run {Run}: trial {Trial}, {Outcome}; it differs from the defaults in {Changes}")]
    private partial void LogTrial(long run, int trial, string outcome, string changes);

    [LoggerMessage(LogLevel.Information, "Run {Run} trains with the settings of: {Reason}")]
    private partial void LogChosen(long run, string reason);
}
