using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Modalities;
using KDiffE.Training.Operators;
using KDiffE.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace KDiffE.Training.Baselines;

/// <summary>
/// BM3's embeddings and loss. h_u is LightGCN's, h_i LightGCN's with the layer-0 embedding added, h_m the projected features
/// of a modality; h̃ = h·W_p + b_p is the prediction and ḣ a copy of h with some values dropped and without gradient. With
/// C(a, b) = 1 − cos(a, b), means over the batch:
/// L = C(h̃_u, ḣ_i) + C(h̃_i, ḣ_u) + w·Σ_m (C(h̃_m, ḣ_i) + C(h̃_m, ḣ_m)) + θ₂·(‖h_u‖² + ‖h_i‖²). The score is h̃_u·h̃_i.
/// </summary>
internal sealed class Bm3Model : BaselineModel
{
    private readonly Modality[] _modalities;
    private readonly Parameter _predictor;
    private readonly Parameter _bias;

    /// <param name="data">The training interactions and the items' features.</param>
    /// <param name="settings">d, L, w, θ₂ and the dropout; see <see cref="Bm3"/>.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal Bm3Model(Dataset data, TrainingSettings settings, IOperators operators)
        : base(nameof(Bm3Model), data, settings, operators)
    {
        _modalities = [.. data.Features.Select((feature, m) => new Modality(m, ItemFeatures.Of(feature, operators.Device).Values, settings.KDiffE.Dim))];
        _predictor = Parameter(init.xavier_uniform_(empty(settings.KDiffE.Dim, settings.KDiffE.Dim, device: operators.Device)));
        _bias = Parameter(zeros(settings.KDiffE.Dim, device: operators.Device));
        RegisterComponents();
        foreach (var modality in _modalities)
            register_module(modality.GetName(), modality);
    }

    /// <summary>W_p, <c>[d, d]</c>.</summary>
    internal Tensor Predictor => _predictor;

    /// <summary>The projection of a modality, <c>[F, d]</c>, and its bias, <c>[d]</c>.</summary>
    internal (Tensor Weight, Tensor Bias) Projection(int modality) => (_modalities[modality].Weight, _modalities[modality].Bias);

    /// <inheritdoc/>
    internal override Tensor Embeddings() => Predicted(Online());

    /// <inheritdoc/>
    internal override BatchLoss.Terms Loss(int[] users, int[] items)
    {
        var online = Online();
        var (u, i) = (Rows(online, users), Rows(online, ItemRows(items)));
        var (targetOfUsers, targetOfItems) = (Target(u), Target(i));
        var rank = Unlike(Predicted(u), targetOfItems).Plus(Unlike(Predicted(i), targetOfUsers));
        var losses = _modalities.Select(modality =>
        {
            var projected = Rows(modality.Projected(), items);
            var predicted = Predicted(projected);
            return Unlike(predicted, targetOfItems).Plus(Unlike(predicted, Target(projected)));
        });
        var similar = losses.Aggregate((sum, loss) => sum.Plus(loss));
        var squares = u.Squared().sum().Plus(i.Squared().sum());
        var whole = rank.Plus(similar.Times(Settings.Contrastive.Weight)).Plus(squares.Times(Settings.KDiffE.L2 / users.Length));
        return new BatchLoss.Terms(whole, rank, similar);
    }

    /// <summary>h, users first, <c>[I + J, d]</c>.</summary>
    private Tensor Online()
    {
        var propagated = Propagated();
        return cat([propagated.narrow(0, 0, Data.Users), propagated.narrow(0, Data.Users, Data.Items).Plus(Nodes.narrow(0, Data.Users, Data.Items))], 0);
    }

    private Tensor Predicted(Tensor rows) => rows.matmul(_predictor).Plus(_bias);

    private Tensor Target(Tensor rows) => dropout(rows.detach(), HiddenShare, training: true);

    /// <summary>The mean of 1 − cos over the rows.</summary>
    private static Tensor Unlike(Tensor a, Tensor b)
    {
        var cosines = cosine_similarity(a, b, dim: 1);
        return ones_like(cosines).Minus(cosines).mean();
    }

    /// <summary>The features of one modality and their projection.</summary>
    private sealed class Modality : Module
    {
        private readonly Tensor _features;
        private readonly Parameter _weight;
        private readonly Parameter _bias;

        internal Modality(int number, Tensor features, int dim)
            : base($"modality{number}")
        {
            _features = features;
            _weight = Parameter(init.xavier_uniform_(empty(features.shape[1], dim, device: features.device)));
            _bias = Parameter(zeros(dim, device: features.device));
            RegisterComponents();
        }

        internal Tensor Weight => _weight;

        internal Tensor Bias => _bias;

        /// <summary>h_m, <c>[J, d]</c>.</summary>
        internal Tensor Projected() => _features.matmul(_weight).Plus(_bias);
    }
}
