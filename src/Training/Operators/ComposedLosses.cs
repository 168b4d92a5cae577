using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace KDiffE.Training.Operators;

/// <content>The losses; each holds all similarities at once, <c>[batch, candidates]</c>.</content>
internal sealed partial class ComposedOperators
{
    /// <inheritdoc/>
    public Tensor ContrastiveLoss(Tensor main, Tensor view, IReadOnlyList<ContrastiveBatch> batches, float temperature, Precision precision)
    {
        var (sum, first) = (zeros([], device: device), 0);
        foreach (var batch in batches)
        {
            sum += ContrastiveLoss(main.narrow(0, first, batch.Rows), view.narrow(0, first, batch.Rows), batch, temperature);
            first += batch.Rows;
        }

        return sum;
    }

    /// <inheritdoc/>
    public Tensor BprLoss(Tensor embeddings, int[] users, int[] positives, int[] negatives) =>
        softplus((Rows(embeddings, users) * (Rows(embeddings, negatives) - Rows(embeddings, positives))).sum(1)).mean();

    /// <inheritdoc/>
    public Tensor SoftmaxLoss(Tensor embeddings, ContrastiveBatch batch, float temperature)
    {
        var users = normalize(Rows(embeddings, batch.Anchors), dim: 1);
        var positive = (users * normalize(Rows(embeddings, batch.Positives), dim: 1)).sum(1, keepdim: true) / temperature;
        var negative = users.matmul(normalize(Rows(embeddings, batch.Candidates!), dim: 1).t()) / temperature;
        var counted = new float[batch.Anchors.Length * batch.CandidateCount];
        for (var place = 0; place < batch.CandidateCount; place++)
        {
            for (var anchor = 0; anchor < batch.Anchors.Length; anchor++)
                counted[(anchor * batch.CandidateCount) + place] = MathF.Log(batch.Weights![place]);
            foreach (var anchor in batch.Excluded!.Row(place))
                counted[(anchor * batch.CandidateCount) + place] = float.NegativeInfinity;
        }

        negative += tensor(counted, [batch.Anchors.Length, batch.CandidateCount], device: device);
        return (cat([positive, negative], 1).logsumexp(1) - positive.squeeze(1)).mean();
    }

    private Tensor ContrastiveLoss(Tensor main, Tensor view, ContrastiveBatch batch, float temperature)
    {
        var anchors = Unit(Rows(main, batch.Anchors));
        var positive = (anchors * Unit(Rows(view, batch.Anchors))).sum(1, keepdim: true) / temperature;
        var logits = anchors.matmul(Unit(batch.Candidates is null ? view : Rows(view, batch.Candidates)).t()) / temperature;
        if (batch.Candidates is not null)
        {
            var counted = tensor(Enumerable.Range(0, batch.Anchors.Length).Select(batch.HoldsPositive).ToArray(), device: device).unsqueeze(1);
            logits = cat([logits, positive.masked_fill(counted, float.NegativeInfinity)], 1);
        }

        return (logits.logsumexp(1) - positive.squeeze(1)).mean();
    }

    private Tensor Rows(Tensor embeddings, int[] rows) => embeddings.index_select(0, Indices(rows));

    /// <summary>Rows scaled to length 1; dividing a zero row by ∞ leaves both it and its gradient zero.</summary>
    private static Tensor Unit(Tensor rows)
    {
        var norms = rows.norm(1, keepdim: true);
        return rows / norms.masked_fill(norms.eq(0), float.PositiveInfinity);
    }
}
