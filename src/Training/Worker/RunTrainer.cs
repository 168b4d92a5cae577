using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Rows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>Trains with checkpoints, from the one of an earlier attempt where there is one.</summary>
internal sealed partial class RunTrainer(IOptions<RunFolderOptions> options, TimeProvider time, ILogger<RunTrainer> logger)
{
    /// <summary>Trains to the end that the settings give it.</summary>
    /// <param name="experiment">The data and the device.</param>
    /// <param name="settings">All hyper-parameters.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="checkpointFile">Where its checkpoint is kept.</param>
    /// <param name="stopping">Asks for a checkpoint and an end.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <param name="weights">What is added to the learnt rows; null to choose that on validation data.</param>
    /// <exception cref="OperationCanceledException">It was ended before; a checkpoint is there.</exception>
    internal FitResult Train(
        Experiment experiment, TrainingSettings settings, IProgress<EpochReport> progress, string checkpointFile, CancellationToken stopping, CancellationToken cancellation,
        RowWeights? weights = null)
    {
        var fit = TrainUntil(experiment, settings, progress, checkpointFile, stopping, cancellation, weights);
        // A training that is stopped gives its best epoch so far; the run is to have the one that it would have had.
        cancellation.ThrowIfCancellationRequested();
        return fit;
    }

    /// <summary>The same, but what <paramref name="limit"/> ends is given with the best epoch that it has then.</summary>
    /// <exception cref="OperationCanceledException">It was ended otherwise, or before its first epoch.</exception>
    internal FitResult TrainUntil(
        Experiment experiment, TrainingSettings settings, IProgress<EpochReport> progress, string checkpointFile, CancellationToken stopping, CancellationToken limit,
        RowWeights? weights = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var checkpoints = new RunCheckpoints(checkpointFile, options.Value.CheckpointEvery, time, stop.Cancel, stopping);
        FitResult fit;
        try
        {
            fit = experiment.Train(settings, progress, stop.Token, checkpoints, weights);
        }
        catch (FormatException error) when (File.Exists(checkpointFile))
        {
            // Damaged, or of another version of this program, which may keep other things.
            LogRefused(error.Message);
            File.Delete(checkpointFile);
            fit = experiment.Train(settings, progress, stop.Token, checkpoints, weights);
        }

        if (!limit.IsCancellationRequested)
            stop.Token.ThrowIfCancellationRequested();
        return fit;
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint of an earlier attempt cannot be used ({Reason}); the training begins anew.")]
    private partial void LogRefused(string reason);
}
