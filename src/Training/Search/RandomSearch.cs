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
    private readonly TrainingSettings _base;
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
        (_train, _base, _space) = (train, start, space);
        NewStudy = new Study(DatasetReport.Of(data), DatasetFingerprint.Of(data), SettingsReader.Describe(start), space.Declared, []);
    }

    /// <summary>The study before its first trial.</summary>
    internal Study NewStudy { get; }

    /// <summary>The settings of a trial of this search.</summary>
    internal TrainingSettings SettingsOf(Trial trial) =>
        SettingsReader.Apply(_base, trial.Settings.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Adds trials until there are <paramref name="count"/>. A trial that is cancelled leaves no trace.</summary>
    /// <param name="study">Those that are there already.</param>
    /// <param name="count">How many there shall be.</param>
    /// <param name="finished">Gets all trials after each new one.</param>
    /// <param name="cancellation">Stops the search; what has finished is returned.</param>
    internal Study Run(Study study, int count, Action<Study> finished, CancellationToken cancellation)
    {
        while (study.Trials.Count < count && TryRun(study.Trials.Count + 1, cancellation) is { } trial)
        {
            study = study.With(trial);
            finished(study);
        }

        return study;
    }

    /// <summary>Null when it was cancelled.</summary>
    private Trial? TryRun(int number, CancellationToken cancellation)
    {
        var trial = new Trial(
            number, number == 1 ? new Dictionary<string, string>(StringComparer.Ordinal) : _space.Draw(_base.KDiffE.Seed, number),
            Valid: null, BestEpoch: 0, Epochs: 0, Seconds: 0, Error: null);
        try
        {
            var run = _train(SettingsOf(trial), cancellation);
            return run.Cancelled ? null : trial with
            {
                Valid = run.Valid,
                BestEpoch = run.Model.Epoch,
                Epochs = run.Epochs.Count,
                Seconds = run.Seconds,
            };
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (NotFiniteNumberException e)
        {
            // Some draws are too bold to train with; the search goes on without them.
            return trial with { Error = e.Message };
        }
    }
}
