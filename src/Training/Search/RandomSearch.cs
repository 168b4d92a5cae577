using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Reports;

namespace KDiffE.Training.Search;

/// <summary>
/// Random search (Bergstra and Bengio 2012): trial 1 is the base as it is, every other one draws each setting of the
/// space anew. Trials are ranked by recall@20 + NDCG@20 on validation data; test data are never looked at.
/// </summary>
internal sealed class RandomSearch
{
    private readonly Func<TrainingSettings, CancellationToken, FitResult> _train;
    private readonly SearchSpace _space;

    /// <param name="data">The data that are learnt; the validation part ranks the trials.</param>
    /// <param name="start">The base; its seed is that of every training and of the draws.</param>
    /// <param name="space">The settings that are varied, with their values.</param>
    /// <param name="train">Trains once, see <see cref="Experiment.Train"/>.</param>
    /// <exception cref="InvalidOperationException">There is no validation data to choose by.</exception>
    internal RandomSearch(Dataset data, TrainingSettings start, SearchSpace space, Func<TrainingSettings, CancellationToken, FitResult> train)
    {
        if (data.Valid.Count == 0)
            throw new InvalidOperationException($"'{data.Name}' has no validation interaction to choose settings by.");
        (_train, Base, _space) = (train, start, space);
        NewStudy = new Study(DatasetReport.Of(data), DatasetFingerprint.Of(data), SettingsReader.Describe(start), space.Declared, []);
    }

    /// <summary>The settings of the first trial.</summary>
    internal TrainingSettings Base { get; }

    /// <summary>The study before its first trial.</summary>
    internal Study NewStudy { get; }

    /// <summary>The settings of a trial of this search.</summary>
    internal TrainingSettings SettingsOf(Trial trial) =>
        SettingsReader.Apply(Base, trial.Settings.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Adds trials until there are <paramref name="count"/>. A trial that is cancelled leaves no trace.</summary>
    /// <param name="study">Those that are there already.</param>
    /// <param name="count">How many there shall be.</param>
    /// <param name="finished">Gets all trials after each new one.</param>
    /// <param name="cancellation">Stops the search; what has finished is returned.</param>
    internal Study Run(Study study, int count, Action<Study> finished, CancellationToken cancellation)
    {
        while (study.Trials.Count < count && TryRun(study.Trials.Count + 1, limit: CancellationToken.None, cancellation) is { } ended)
        {
            study = study.With(ended.Trial);
            finished(study);
        }

        return study;
    }

    /// <summary>Trains a trial.</summary>
    /// <param name="number">Which draw.</param>
    /// <param name="limit">Ends the training with the best epoch that it has then, which counts.</param>
    /// <param name="cancellation">Ends it without a trace.</param>
    /// <returns>The trial and its training, where that came to its own end; null where it was cancelled.</returns>
    /// <exception cref="OperationCanceledException">It was ended otherwise.</exception>
    internal (Trial Trial, FitResult? Whole)? TryRun(int number, CancellationToken limit, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellation);
        var trial = new Trial(
            number, number == 1 ? new Dictionary<string, string>(StringComparer.Ordinal) : _space.Draw(Base.KDiffE.Seed, number),
            Valid: null, BestEpoch: 0, Epochs: 0, Seconds: 0, Error: null);
        try
        {
            var run = _train(SettingsOf(trial), end.Token);
            if (run.Cancelled && cancellation.IsCancellationRequested)
                return null;
            trial = trial with { Valid = run.Valid, BestEpoch = run.Model.Epoch, Epochs = run.Epochs.Count, Seconds = run.Seconds };
            return (trial, run.Cancelled ? null : run);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (Failed("The budget ended before its first epoch was measured."), null);
        }
        catch (Exception e) when (e is NotFiniteNumberException || (number > 1 && e is InvalidOperationException or InvalidSettingException))
        {
            // Some draws are too bold to train with, too large for the device, or do not go with what is fixed; the search goes on without them.
            return (Failed(e.Message), null);
        }

        Trial Failed(string error) => trial with { Error = error, Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3) };
    }
}
