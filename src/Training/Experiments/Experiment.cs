using System.Diagnostics;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model;
using static TorchSharp.torch;

namespace KDiffE.Training.Experiments;

/// <summary>Trains on one dataset, as often as wanted, and measures what came of it.</summary>
/// <param name="data">What is learnt.</param>
/// <param name="device">Where tensors lie; the CPU unless given.</param>
internal sealed class Experiment(Dataset data, Device? device = null)
{
    private readonly FullRankingEvaluator _evaluator = new(data);

    /// <summary>Trains; the epoch is chosen on validation data, and test data are not looked at.</summary>
    /// <inheritdoc cref="Trainer.Train" path="/param"/>
    /// <inheritdoc cref="Trainer.Train" path="/exception"/>
    internal TrainingRun Train(
        TrainingSettings settings, IProgress<EpochReport>? progress, CancellationToken cancellation, ICheckpoints? checkpoints = null)
    {
        var started = Stopwatch.GetTimestamp();
        var result = new Trainer(data, settings, device).Train(progress, cancellation, checkpoints);
        return new TrainingRun(result, settings, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
    }

    /// <summary>The figures on test data; null where there are none.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal RankingReport? Test(IScorer scorer, CancellationToken cancellation) =>
        data.Test.Count == 0 ? null : _evaluator.Evaluate(scorer, data.Test, cancellation);
}

/// <summary>One training.</summary>
/// <param name="Result">What it ended with.</param>
/// <param name="Settings">How it was trained.</param>
/// <param name="Seconds">Wall seconds, the preparation included.</param>
internal sealed record TrainingRun(TrainingResult Result, TrainingSettings Settings, double Seconds)
{
    /// <summary>The figures that chose the best epoch; null without validation data.</summary>
    internal ValidFigures? Valid => Result.Epochs.FirstOrDefault(epoch => epoch.Epoch == Result.Model.Epoch)?.Valid;
}
