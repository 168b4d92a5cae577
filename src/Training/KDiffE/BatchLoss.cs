using KDiffE.Domain.Data;
using KDiffE.Training.Settings;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>The loss of one batch (Eq. 14 without the contrastive term): L_rank + θ₂·‖Θ_batch‖² per interaction.</summary>
internal sealed class BatchLoss(KDiffEModel model, int users, NegativeSampler sampler, KDiffESettings settings)
{
    /// <summary>A batch with its negatives drawn, ready for the loss.</summary>
    internal sealed record Batch(int[] Users, int[] Items, long[] Negatives, bool[]? Masked);

    /// <summary>The interactions of a batch, with negatives.</summary>
    /// <param name="train">Training interactions.</param>
    /// <param name="chosen">Which of them.</param>
    internal Batch Draw(Interactions train, ReadOnlySpan<int> chosen)
    {
        var (batchUsers, items) = (new int[chosen.Length], new int[chosen.Length]);
        for (var k = 0; k < chosen.Length; k++)
            (batchUsers[k], items[k]) = (train.Users[chosen[k]], train.Items[chosen[k]]);
        return settings.Loss == RankingLoss.Bpr
            ? new Batch(batchUsers, items, sampler.PerUser(batchUsers), null)
            : Shared(sampler.Shared(settings.Negatives));

        Batch Shared(long[] negatives) => new(batchUsers, items, negatives, sampler.PositivesAmong(batchUsers, negatives));
    }

    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    /// <returns>The whole loss and the ranking part of it, both scalars.</returns>
    internal (Tensor Loss, Tensor Rank) Compute(Batch batch)
    {
        var embeddings = model.Embeddings();
        var u = tensor(batch.Users, ScalarType.Int64, embeddings.device);
        var i = tensor(batch.Items, ScalarType.Int64, embeddings.device);
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
        var squares = model.Main.Users.index_select(0, u).square().sum()
            + model.Main.Nodes.index_select(0, i).square().sum()
            + model.Main.Nodes.index_select(0, n).square().sum();
        return (rank + squares * (settings.L2 / batch.Users.Length), rank);
    }
}
