using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;
using KDiffE.Training.Settings;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// Remembers the epoch that is best on validation data, together with the α that made it so. Without validation
/// data the latest epoch counts as the best one.
/// </summary>
internal sealed class BestEpochSearch(FullRankingEvaluator evaluator, Dataset data, KDiffESettings settings)
{
    private double _bestScore = double.NegativeInfinity;
    private int _withoutBetter;

    /// <summary>The best so far; null before the first evaluation.</summary>
    internal TrainedModel? Best { get; private set; }

    /// <summary>Whether patience has run out.</summary>
    internal bool Exhausted => _withoutBetter >= settings.Patience;

    /// <summary>Evaluates the model as it is now and keeps it when it is the best so far.</summary>
    internal ValidFigures? Consider(int epoch, KDiffEModel model, CancellationToken cancellation)
    {
        var (users, items) = Extract(model);
        var exponents = settings.NormExponents;
        var scales = exponents.Select(alpha => TrainedModel.ItemScales(items, settings.Dim, alpha)).ToArray();
        if (data.Valid.Count == 0)
        {
            Keep(epoch, users, items, exponents[^1], scales[^1]);
            return null;
        }

        var reports = evaluator.EvaluateScaled(new EmbeddingScorer(users, items, settings.Dim), scales, data.Valid, cancellation);
        var figures = reports.Select((report, k) => new ValidFigures(report.Recall, report.Ndcg, exponents[k])).ToArray();
        var chosen = Enumerable.Range(0, figures.Length).MaxBy(k => figures[k].Score);
        if (figures[chosen].Score > _bestScore)
        {
            (_bestScore, _withoutBetter) = (figures[chosen].Score, 0);
            Keep(epoch, users, items, exponents[chosen], scales[chosen]);
        }
        else
        {
            _withoutBetter++;
        }

        return figures[chosen];
    }

    private void Keep(int epoch, float[] users, float[] items, double exponent, float[] scales) =>
        Best = new TrainedModel(epoch, exponent, settings.Dim, users, TrainedModel.Rescale(items, settings.Dim, scales));

    private (float[] Users, float[] Items) Extract(KDiffEModel model)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var all = TensorMemory.ToArray(model.Embeddings());
        return (all[..(data.Users * settings.Dim)], all[(data.Users * settings.Dim)..]);
    }
}
