using KDiffE.Domain.Data;
using KDiffE.Domain.Runs;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Fitting;

/// <summary>A training with its figures on the test part, beside those of the most popular items.</summary>
/// <param name="Fit">The training.</param>
/// <param name="Data">What it learnt from, and what it was held out.</param>
/// <param name="Test">Its figures; null where nothing was held out.</param>
/// <param name="Popular">Those of the most popular items.</param>
internal sealed record Measured(FitResult Fit, Dataset Data, RankingReport? Test, RankingReport? Popular)
{
    /// <summary>Those of LightGCN with its default settings; null where it was not trained.</summary>
    public RankingReport? LightGcn { get; init; }

    /// <summary>The settings that it was trained with where a search chose them, and why; null otherwise.</summary>
    public TuningChoice? Choice { get; init; }

    /// <summary>Measures a training beside the most popular items.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static Measured Of(FitResult fit, Experiment experiment, Dataset data, IScorer popular, CancellationToken cancellation) => new(
        fit, data, experiment.Test(fit.Model.ToScorer(), cancellation), experiment.Test(popular, cancellation));
}
