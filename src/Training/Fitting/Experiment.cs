using System.Runtime.InteropServices;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Fitting;

/// <summary>Trains on one dataset with a <see cref="Trainer"/> for each training, and measures what came of it on test data.</summary>
/// <param name="data">The data that are learnt, and those that the result is measured by.</param>
/// <param name="operators">Those of the device to train on.</param>
internal sealed class Experiment(Dataset data, IOperators operators)
{
    private readonly FullRankingEvaluator _evaluator = new(data);

    /// <summary>Trains; the epoch is chosen on validation data, and test data are not looked at.</summary>
    /// <inheritdoc cref="Trainer.Train" path="/param"/>
    /// <inheritdoc cref="Trainer.Train" path="/exception"/>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or the device has too little memory.</exception>
    internal FitResult Train(
        TrainingSettings settings, IProgress<EpochReport>? progress, CancellationToken cancellation, ICheckpoints? checkpoints = null)
    {
        try
        {
            return new Trainer(data, settings, operators).Train(progress, cancellation, checkpoints);
        }
        // How libtorch says so of a GPU; its exceptions are told apart by their words alone.
        catch (ExternalException error) when (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The memory of {operators.Device} does not suffice; a smaller KDiffE:Dim, KDiffE:Batch or Diffusion:Hidden may help, or the device 'cpu'. {error.Message.Split('\n')[0]}", error);
        }
    }

    /// <summary>The figures on test data; null where there are none.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal RankingReport? Test(IScorer scorer, CancellationToken cancellation) =>
        data.Test.Count == 0 ? null : _evaluator.Evaluate(scorer, data.Test, cancellation);
}
