using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// The loss of one batch (Eq. 14), per interaction: L_rank + θ₁·(L_s^(u) + L_s^(v)) + θ₂·‖Θ_batch‖², L_s summed over the
/// views that the main one is contrasted with.
/// </summary>
/// <param name="model">Whose loss.</param>
/// <param name="users">I.</param>
/// <param name="sampler">Draws negatives.</param>
/// <param name="contrast">L_s of both sides.</param>
/// <param name="settings">The kind of L_rank, θ₁ and θ₂.</param>
internal sealed class BatchLoss(KDiffEModel model, int users, NegativeSampler sampler, ViewContrast contrast, TrainingSettings settings)
{
    private readonly KDiffESettings _ranking = settings.KDiffE;

    /// <summary>A batch with its negatives drawn, ready for the loss.</summary>
    internal sealed record Batch(int[] Users, int[] Items, long[] Negatives, bool[]? Masked);

    /// <summary>The loss and its parts, scalars.</summary>
    /// <param name="Whole">What is minimised.</param>
    /// <param name="Rank">L_rank.</param>
    /// <param name="Contrastive">L_s^(u) + L_s^(v), summed over the views; null where nothing is contrasted.</param>
    internal sealed record Terms(Tensor Whole, Tensor Rank, Tensor? Contrastive);

    /// <summary>The interactions of a batch, with negatives.</summary>
    /// <param name="train">Training interactions.</param>
    /// <param name="chosen">Which of them.</param>
    internal Batch Draw(Interactions train, ReadOnlySpan<int> chosen)
    {
        var (batchUsers, items) = (new int[chosen.Length], new int[chosen.Length]);
        for (var k = 0; k < chosen.Length; k++)
            (batchUsers[k], items[k]) = (train.Users[chosen[k]], train.Items[chosen[k]]);
        return _ranking.Loss == RankingLoss.Bpr
            ? new Batch(batchUsers, items, sampler.PerUser(batchUsers), null)
            : Shared(sampler.Shared(_ranking.Negatives));

        Batch Shared(long[] negatives) => new(batchUsers, items, negatives, sampler.PositivesAmong(batchUsers, negatives));
    }

    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    internal Terms Compute(Batch batch)
    {
        var views = model.Embeddings();
        var embeddings = views.Final;
        var u = tensor(batch.Users, ScalarType.Int64, embeddings.device);
        var i = tensor(batch.Items, ScalarType.Int64, embeddings.device);
        var n = tensor(batch.Negatives, device: embeddings.device);
        var userRows = embeddings.index_select(0, u);
        var positiveRows = embeddings.index_select(0, i + users);
        var negativeRows = embeddings.index_select(0, n + users);
        var rank = batch.Masked is null
            ? RankingLosses.Bpr(userRows, positiveRows, negativeRows)
            : RankingLosses.Softmax(userRows, positiveRows, negativeRows,
                tensor(batch.Masked, device: embeddings.device).reshape(batch.Users.Length, batch.Negatives.Length), _ranking.RankTemperature);
        var whole = rank;
        if (_ranking.L2 > 0)
        {
            var squares = model.Main.Users.index_select(0, u).square().sum()
                + model.Main.Nodes.index_select(0, i).square().sum()
                + model.Main.Nodes.index_select(0, n).square().sum();
            whole += squares * (_ranking.L2 / batch.Users.Length);
        }

        Tensor[] contrasts = [.. model.Contrasted(views).Select(view => contrast.Loss(views.Main, view, batch.Users, batch.Items))];
        var similar = contrasts.Length > 0 ? contrasts.Aggregate((sum, loss) => sum + loss) : null;
        return new Terms(similar is null ? whole : whole + similar * settings.Contrastive.Weight, rank, similar);
    }
}
