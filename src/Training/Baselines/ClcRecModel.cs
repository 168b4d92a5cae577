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
/// CLCRec's embeddings and loss. z_u and z_i are free, f_i = W₂·LeakyReLU(W₁·x_i + b₁) + b₂ encodes the features x_i of all
/// modalities side by side, and z̃_i is f_i for a share of the rows, z_i for the others. With N the negatives that a batch
/// shares, means over the batch: L = λ·L_RE + (1 − λ)·L_UI + θ₂·(‖z_u‖² + ‖z_i‖² + ‖z_N‖²),
/// L_UI = −ln(e^{z_u·z̃_i/τ} / Σ_{j∈{i}∪N} e^{z_u·z̃_j/τ}), L_RE = −ln(e^{cos(z_i, f_i)/τ} / Σ_{j∈{i}∪N} e^{cos(z_i, f_j)/τ}).
/// The score is z_u·z_i, and z_u·f_i for an item without training interactions.
/// </summary>
internal sealed class ClcRecModel : BaselineModel
{
    private const int Hidden = 256;
    private const double Slope = 0.01;

    private readonly Random _random;
    private readonly Tensor _features;
    private readonly Tensor _isCold;
    private readonly Linear _first;
    private readonly Linear _second;

    /// <param name="data">The training interactions and the items' features.</param>
    /// <param name="settings">d, λ, τ, K, θ₂ and the share of rows known by features; see <see cref="ClcRec"/>.</param>
    /// <param name="random">Draws negatives, and which rows are known by features.</param>
    /// <param name="operators">Those of the device where tensors lie.</param>
    internal ClcRecModel(Dataset data, TrainingSettings settings, Random random, IOperators operators)
        : base(nameof(ClcRecModel), data, settings, operators)
    {
        _random = random;
        _features = cat([.. data.Features.Select(feature => ItemFeatures.Of(feature, operators.Device).Values)], 1);
        var warm = data.Train.Items.ToHashSet();
        _isCold = tensor(Enumerable.Range(0, data.Items).Select(item => !warm.Contains(item)).ToArray(), device: operators.Device).unsqueeze(1);
        _first = Linear(_features.shape[1], Hidden, device: operators.Device);
        _second = Linear(Hidden, settings.KDiffE.Dim, device: operators.Device);
        RegisterComponents();
    }

    /// <summary>W₁ with b₁, and W₂ with b₂.</summary>
    internal (Linear First, Linear Second) Encoder => (_first, _second);

    private Tensor Users => Nodes.narrow(0, 0, Data.Users);

    private Tensor Items => Nodes.narrow(0, Data.Users, Data.Items);

    /// <inheritdoc/>
    internal override Tensor Embeddings() => cat([Users, where(_isCold, Encoded(_features), Items)], 0);

    /// <inheritdoc/>
    internal override BatchLoss.Terms Loss(int[] users, int[] items)
    {
        var negatives = new int[Settings.KDiffE.NegativesFor(Data.Items)];
        for (var k = 0; k < negatives.Length; k++)
            negatives[k] = _random.Next(Data.Items);
        var byFeatures = new bool[items.Length + negatives.Length];
        for (var k = 0; k < byFeatures.Length; k++)
            byFeatures[k] = _random.NextDouble() < HiddenShare;
        return Loss(users, items, negatives, byFeatures);
    }

    /// <summary>The loss of a batch with the draws that it takes.</summary>
    /// <param name="users">The user of each interaction, <c>[batch]</c>.</param>
    /// <param name="items">Its item, <c>[batch]</c>.</param>
    /// <param name="negatives">The items that all are contrasted with, <c>[K]</c>.</param>
    /// <param name="byFeatures">Which of the items and then the negatives users see by their features, <c>[batch + K]</c>.</param>
    internal BatchLoss.Terms Loss(int[] users, int[] items, int[] negatives, bool[] byFeatures)
    {
        int[] all = [.. items, .. negatives];
        var (u, z, f) = (Rows(Users, users), Rows(Items, all), Encoded(Rows(_features, all)));
        var seen = where(tensor(byFeatures, device: u.device).unsqueeze(1), f, z);
        var preference = Contrast(u, seen);
        var likeness = Contrast(normalize(z.narrow(0, 0, items.Length), dim: 1), normalize(f, dim: 1));
        var squares = u.Squared().sum().Plus(z.Squared().sum());
        var whole = likeness.Times(Settings.Contrastive.Weight).Plus(preference.Times(1 - Settings.Contrastive.Weight))
            .Plus(squares.Times(Settings.KDiffE.L2 / users.Length));
        return new BatchLoss.Terms(whole, preference, likeness);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _features.Dispose();
            _isCold.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The mean of −ln(e^{a_k·b_k/τ} / (e^{a_k·b_k/τ} + Σ_n e^{a_k·b_n/τ})), n over the rows of b beyond those of a.</summary>
    private Tensor Contrast(Tensor a, Tensor b)
    {
        var (batch, rest) = (a.shape[0], b.shape[0] - a.shape[0]);
        var positive = a.mul(b.narrow(0, 0, batch)).sum(1, keepdim: true);
        var scores = cat([positive, a.matmul(b.narrow(0, batch, rest).t())], 1).Times(1 / Settings.Contrastive.Temperature);
        return logsumexp(scores, 1).Minus(scores.narrow(1, 0, 1).squeeze(1)).mean();
    }

    /// <summary>f, <c>[n, d]</c>, of standardised features <c>[n, ΣF]</c>.</summary>
    private Tensor Encoded(Tensor features) => _second.call(_first.call(features).LeakyRelu(Slope));
}
