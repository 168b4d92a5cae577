using System.Diagnostics;
using System.Runtime.InteropServices;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Model;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Experiments;

/// <summary>Trains on one dataset, as often as wanted, and measures what came of it.</summary>
/// <param name="data">What is learnt.</param>
/// <param name="operators">Those of the device to train on.</param>
internal sealed class Experiment(Dataset data, IOperators operators)
{
    private readonly FullRankingEvaluator _evaluator = new(data);

    /// <summary>Trains; the epoch is chosen on validation data, and test data are not looked at.</summary>
    /// <inheritdoc cref="Trainer.Train" path="/param"/>
    /// <inheritdoc cref="Trainer.Train" path="/exception"/>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or the device has too little memory.</exception>
    internal TrainingRun Train(
        TrainingSettings settings, IProgress<EpochReport>? progress, CancellationToken cancellation, ICheckpoints? checkpoints = null)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = new Trainer(data, settings, operators).Train(progress, cancellation, checkpoints);
            return new TrainingRun(result, settings, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
        }
        // How libtorch says so of a GPU; its exceptions are told apart by their words alone.
        catch (ExternalException error) when (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The memory of {operators.Device} does not suffice; a smaller KDiffE:Dim, KDiffE:Batch or Diffusion:Hidden may help, or the device 'cpu'. {error.Message.Split('\n')[0]}", error);
        }
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
