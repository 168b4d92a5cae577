using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Baselines;

/// <summary>
/// Chooses the settings of a baseline on validation data, by recall@20 + NDCG@20 as epochs are chosen: one dimension after
/// the other is set to its best value while the others stay, until a whole round changes nothing.
/// </summary>
internal static class CoordinateSearch
{
    /// <summary>
    /// The best settings. Only one fit is held at a time, so the caller fits the best one again: time is easier to come
    /// by than a second copy of the largest matrices.
    /// </summary>
    /// <param name="data">The validation part ranks the settings.</param>
    /// <param name="start">What the search begins with.</param>
    /// <param name="dimensions">For each dimension, settings with its values.</param>
    /// <param name="fit">The baseline with some settings; it is disposed where it can be.</param>
    /// <param name="describe">Settings by name.</param>
    /// <param name="progress">Hears of every trial.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static T Choose<T>(
        Dataset data, T start, IReadOnlyList<Func<T, IEnumerable<T>>> dimensions, Func<T, IScorer> fit,
        Func<T, IReadOnlyDictionary<string, float>> describe, IProgress<BaselineTrial>? progress, CancellationToken cancellation)
        where T : notnull
    {
        var evaluator = new FullRankingEvaluator(data);
        var scores = new Dictionary<T, double>();
        var (best, before) = (start, default(T));
        while (!EqualityComparer<T>.Default.Equals(best, before))
        {
            before = best;
            foreach (var values in dimensions)
                best = values(best).Prepend(best).MaxBy(Score)!;
            if (dimensions.Count == 1)
                break;
        }

        return best;

        double Score(T settings)
        {
            if (scores.TryGetValue(settings, out var known))
                return known;
            var scorer = fit(settings);
            using var owned = scorer as IDisposable;
            var report = evaluator.Evaluate(scorer, data.Valid, cancellation);
            var trial = new BaselineTrial(describe(settings), report.Recall, report.Ndcg);
            progress?.Report(trial);
            return scores[settings] = trial.Score;
        }
    }
}
