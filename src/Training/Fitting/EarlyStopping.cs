using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Fitting;

/// <summary>
/// Remembers the epoch that is best on validation data, together with the α that made it so. Without validation
/// data the latest epoch counts as the best one.
/// </summary>
internal sealed class EarlyStopping(FullRankingEvaluator evaluator, Dataset data, KDiffESettings settings) : IResumable
{
    private double _bestScore = double.NegativeInfinity;
    private int _withoutBetter;

    /// <summary>The best so far; null before the first evaluation.</summary>
    internal TrainedModel? Best { get; private set; }

    /// <summary>Whether as many evaluations as <c>Patience</c> allows have brought nothing better: training stops.</summary>
    internal bool Exhausted => _withoutBetter >= settings.Patience;

    /// <summary>Evaluates a model as it is now and keeps it when it is the best so far.</summary>
    /// <param name="epoch">The epoch that has just ended.</param>
    /// <param name="current">What scores, users first, <c>[I + J, d]</c>.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    internal ValidationFigures? Consider(int epoch, Func<Tensor> current, CancellationToken cancellation)
    {
        var (users, items, dim) = Extract(current);
        var exponents = settings.NormExponents;
        var scales = exponents.Select(alpha => TrainedModel.ItemScales(items, dim, alpha)).ToArray();
        if (data.Valid.Count == 0)
        {
            Keep(exponents[^1], scales[^1]);
            return null;
        }

        var reports = evaluator.EvaluateScaled(new EmbeddingScorer(users, items, dim), scales, data.Valid, cancellation);
        var figures = reports.Select((report, k) => new ValidationFigures(report.Recall, report.Ndcg, exponents[k])).ToArray();
        var chosen = Enumerable.Range(0, figures.Length).MaxBy(k => figures[k].Score);
        if (figures[chosen].Score > _bestScore)
        {
            (_bestScore, _withoutBetter) = (figures[chosen].Score, 0);
            Keep(exponents[chosen], scales[chosen]);
        }
        else
        {
            _withoutBetter++;
        }

        return figures[chosen];

        void Keep(double exponent, float[] scale) =>
            Best = new TrainedModel(epoch, exponent, dim, users, TrainedModel.Rescale(items, dim, scale));
    }

    /// <inheritdoc/>
    public void Save(Checkpoint to)
    {
        to.PutValue("patience", new Standing(double.IsFinite(_bestScore) ? _bestScore : null, _withoutBetter));
        if (Best is null)
            return;
        to.PutValue("best", Best with { Users = [], Items = [] });
        to.Put("users", Best.Users);
        to.Put("items", Best.Items);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint from)
    {
        var standing = from.GetValue<Standing>("patience");
        (_bestScore, _withoutBetter) = (standing.BestScore ?? double.NegativeInfinity, standing.WithoutBetter);
        Best = from.Has("users")
            ? from.GetValue<TrainedModel>("best") with { Users = from.Get<float>("users"), Items = from.Get<float>("items") }
            : null;
    }

    private (float[] Users, float[] Items, int Dim) Extract(Func<Tensor> current)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = current();
        return (
            TensorMemory.ToArray(embeddings.narrow(0, 0, data.Users)), TensorMemory.ToArray(embeddings.narrow(0, data.Users, data.Items)),
            (int)embeddings.shape[1]);
    }

    /// <param name="BestScore">The best score so far; null before the first evaluation, for JSON has no infinity.</param>
    /// <param name="WithoutBetter">Evaluations since the best one.</param>
    private sealed record Standing(double? BestScore, int WithoutBetter);
}
