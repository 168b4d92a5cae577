using KDiffE.Training.Settings;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>The loss of one batch (Eq. 14 without the contrastive term): L_rank + θ₂·‖Θ_batch‖² per interaction.</summary>
internal sealed class BatchLoss(MainView view, int users, NegativeSampler sampler, KDiffESettings settings)
{
    /// <summary>A batch with its negatives drawn, ready for the loss.</summary>
    internal sealed record Batch(long[] Users, long[] Positives, long[] Negatives, bool[]? Masked);

    internal Batch Draw(ReadOnlySpan<int> batchUsers, ReadOnlySpan<int> batchItems)
    {
        var negatives = settings.Loss == RankingLoss.Bpr ? sampler.PerUser(batchUsers) : sampler.Shared(settings.Negatives);
        var masked = settings.Loss == RankingLoss.Bpr ? null : sampler.PositivesAmong(batchUsers, negatives);
        return new Batch(Widen(batchUsers), Widen(batchItems), negatives, masked);
    }

    /// <param name="embeddings">Final embeddings <c>[I + J, d]</c>.</param>
    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    /// <returns>The whole loss and the ranking part of it, both scalars.</returns>
    internal (Tensor Loss, Tensor Rank) Compute(Tensor embeddings, Batch batch)
    {
        var u = tensor(batch.Users, device: embeddings.device);
        var i = tensor(batch.Positives, device: embeddings.device);
        var n = tensor(batch.Negatives, device: embeddings.device);
        var userRows = embeddings.index_select(0, u);
        var positiveRows = embeddings.index_select(0, i + users);
        var negativeRows = embeddings.index_select(0, n + users);
        var rank = batch.Masked is null
            ? RankingLosses.Bpr(userRows, positiveRows, negativeRows)
            : RankingLosses.Softmax(userRows, positiveRows, negativeRows,
                tensor(batch.Masked, device: embeddings.device).reshape(batch.Users.Length, batch.Negatives.Length), settings.RankTemperature);
        if (settings.L2 == 0)
            return (rank, rank);
        var squares = view.Users.index_select(0, u).square().sum()
            + view.Nodes.index_select(0, i).square().sum()
            + view.Nodes.index_select(0, n).square().sum();
        return (rank + squares * (settings.L2 / batch.Users.Length), rank);
    }

    private static long[] Widen(ReadOnlySpan<int> indices)
    {
        var wide = new long[indices.Length];
        for (var k = 0; k < indices.Length; k++)
            wide[k] = indices[k];
        return wide;
    }
}
