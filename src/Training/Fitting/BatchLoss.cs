using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Fitting;

/// <summary>
/// The loss of one batch (Eq. 14), per interaction: L_rank + θ₁·(L_s^(u) + L_s^(v)) + θ₂·‖Θ_batch‖², L_s summed over the
/// views that the main one is contrasted with.
/// </summary>
/// <param name="model">The model whose embeddings the loss is of.</param>
/// <param name="users">The number of users I; the row of item j is I + j.</param>
/// <param name="sampler">Draws the negatives, of each user or shared by the batch.</param>
/// <param name="contrast">L_s of both sides.</param>
/// <param name="settings">The kind of L_rank, θ₁ and θ₂.</param>
/// <param name="operators">Those of the device.</param>
internal sealed class BatchLoss(KDiffEModel model, int users, NegativeSampler sampler, ViewContrast contrast, TrainingSettings settings, IOperators operators)
{
    private readonly KDiffESettings _ranking = settings.KDiffE;

    /// <summary>A batch with its negatives drawn, ready for the loss.</summary>
    /// <param name="Users">The user of each interaction, <c>[batch]</c>.</param>
    /// <param name="Items">An item of each, <c>[batch]</c>.</param>
    /// <param name="Negatives">Another item for each, or those that all share.</param>
    /// <param name="Shared">The batch against shared negatives; null where each user has one of its own.</param>
    internal sealed record Batch(int[] Users, int[] Items, int[] Negatives, ContrastiveBatch? Shared);

    /// <summary>The loss and its parts, scalars.</summary>
    /// <param name="Whole">The whole loss, which is minimised.</param>
    /// <param name="Rank">L_rank, the mean over the batch of BPR (Eq. 15) or softmax.</param>
    /// <param name="Contrastive">L_s^(u) + L_s^(v), summed over the views; null where nothing is contrasted.</param>
    internal sealed record Terms(Tensor Whole, Tensor Rank, Tensor? Contrastive);

    /// <summary>The interactions of a batch, with negatives.</summary>
    /// <param name="train">All training interactions, in the order of the dataset.</param>
    /// <param name="chosen">Their positions in <paramref name="train"/> that make the batch.</param>
    internal Batch Draw(Interactions train, ReadOnlySpan<int> chosen)
    {
        var (batchUsers, items) = (new int[chosen.Length], new int[chosen.Length]);
        for (var k = 0; k < chosen.Length; k++)
            (batchUsers[k], items[k]) = (train.Users[chosen[k]], train.Items[chosen[k]]);
        if (_ranking.Loss == RankingLoss.Bpr)
            return new Batch(batchUsers, items, sampler.PerUser(batchUsers), null);
        var negatives = sampler.Shared(_ranking.NegativesFor(sampler.Items));
        return new Batch(batchUsers, items, negatives, sampler.Contrast(batchUsers, items, negatives));
    }

    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    internal Terms Compute(Batch batch)
    {
        var views = model.Embeddings();
        var rank = batch.Shared is null
            ? operators.BprLoss(views.Final, batch.Users, ItemRows(batch.Items), ItemRows(batch.Negatives))
            : operators.SoftmaxLoss(views.Final, batch.Shared, _ranking.RankTemperature);
        var whole = rank;
        if (_ranking.L2 > 0)
        {
            var squares = Squares(model.Main.Users, batch.Users).Plus(Squares(model.Main.Nodes, batch.Items)).Plus(Squares(model.Main.Nodes, batch.Negatives));
            whole = whole.Plus(squares.Times(_ranking.L2 / batch.Users.Length));
        }

        Tensor[] contrasts = [.. model.Contrasted(views).Select(view => contrast.Loss(views.Main, view, batch.Users, batch.Items))];
        var similar = contrasts.Length > 0 ? contrasts.Aggregate((sum, loss) => sum.Plus(loss)) : null;
        return new Terms(similar is null ? whole : whole.Plus(similar.Times(settings.Contrastive.Weight)), rank, similar);

        int[] ItemRows(int[] of) => Array.ConvertAll(of, item => users + item);

        static Tensor Squares(Tensor table, int[] rows) =>
            table.index_select(0, tensor(rows, ScalarType.Int64, table.device)).Squared().sum();
    }
}
