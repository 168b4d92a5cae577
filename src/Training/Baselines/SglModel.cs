using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Layers;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Baselines;

/// <summary>
/// SGL-ED's loss: BPR on LightGCN's embeddings, θ₁ times the InfoNCE of users and of items between two views, and
/// θ₂·‖Θ_batch‖². Each epoch draws both views anew; degrees are those of the edges that a view has kept.
/// </summary>
internal sealed class SglModel : BaselineModel
{
    private readonly Random _random;
    private readonly NegativeSampler _sampler;
    private readonly ViewContrast _contrast;
    private Propagation[] _views = [];

    /// <param name="data">The training interactions.</param>
    /// <param name="settings">d, L, θ₁, θ₂, τ and ρ; see <see cref="Sgl"/>.</param>
    /// <param name="random">Draws edges and negatives.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal SglModel(Dataset data, TrainingSettings settings, Random random, IOperators operators)
        : base(nameof(SglModel), data, settings, operators)
    {
        _random = random;
        _sampler = new NegativeSampler(data.Train.ByUser(data.Users, data.Items), random);
        _contrast = new ViewContrast(data.Users, data.Items, settings.Contrastive, random, operators);
        RegisterComponents();
    }

    /// <inheritdoc/>
    internal override void StartEpoch()
    {
        DropViews();
        _views = [PropagationOver(Kept()), PropagationOver(Kept())];
    }

    /// <inheritdoc/>
    internal override Tensor Embeddings() => Propagated();

    /// <inheritdoc/>
    internal override BatchLoss.Terms Loss(int[] users, int[] items)
    {
        var negatives = _sampler.PerUser(users);
        var rank = Operators.BprLoss(Propagated(), users, ItemRows(items), ItemRows(negatives));
        var similar = _contrast.Loss(_views[0].Apply(Nodes), _views[1].Apply(Nodes), users, items);
        var squares = Rows(Nodes, [.. users, .. ItemRows(items), .. ItemRows(negatives)]).Squared().sum();
        var whole = rank.Plus(similar.Times(Settings.Contrastive.Weight)).Plus(squares.Times(Settings.KDiffE.L2 / users.Length));
        return new BatchLoss.Terms(whole, rank, similar);
    }

    /// <summary>The training interactions without a share ρ of them.</summary>
    internal Interactions Kept()
    {
        var order = Enumerable.Range(0, Data.Train.Count).ToArray();
        _random.Shuffle(order);
        var kept = order[(int)(order.Length * HiddenShare)..];
        return new Interactions(Array.ConvertAll(kept, k => Data.Train.Users[k]), Array.ConvertAll(kept, k => Data.Train.Items[k]));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DropViews();
        base.Dispose(disposing);
    }

    private void DropViews()
    {
        foreach (var view in _views)
            view.Dispose();
        _views = [];
    }
}
