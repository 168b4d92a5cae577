using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Baselines;

/// <summary>Chooses EASE's λ on validation data, by recall@20 + NDCG@20 as epochs are chosen.</summary>
internal static class EaseSearch
{
    /// <summary>λ where there are no validation data to choose it on.</summary>
    internal const float Default = 500;

    /// <summary>Catalogues over this size try fewer values.</summary>
    private const int LargeCatalogue = 10_000;

    /// <summary>The values of λ that are tried; each costs a factorisation, O(J³).</summary>
    internal static IReadOnlyList<float> Candidates(int items) =>
        items <= LargeCatalogue ? [20, 50, 100, 200, 500, 1000, 2000] : [200, 500, 1000];

    /// <summary>
    /// EASE with the best λ. Only one trial is held at a time, so the best one is fitted again at the end: time is
    /// easier to come by than a third matrix.
    /// </summary>
    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="progress">Hears of every trial.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">The catalogue is larger than <see cref="Ease.MostItems"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static Ease Fit(Dataset data, IProgress<EaseTrial>? progress, CancellationToken cancellation)
    {
        if (data.Valid.Count == 0)
            return new Ease(data, Default, cancellation);
        var evaluator = new FullRankingEvaluator(data);
        var best = Candidates(data.Items).Select(Try).MaxBy(trial => trial.Recall + trial.Ndcg)!;
        return new Ease(data, best.Regularisation, cancellation);

        EaseTrial Try(float regularisation)
        {
            using var ease = new Ease(data, regularisation, cancellation);
            var report = evaluator.Evaluate(ease, data.Valid, cancellation);
            var trial = new EaseTrial(regularisation, report.Recall, report.Ndcg);
            progress?.Report(trial);
            return trial;
        }
    }
}
