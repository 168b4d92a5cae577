using System.Globalization;
using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace KDiffE.Training.Baselines;

/// <summary>
/// EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the item-to-item weights B with a zero
/// diagonal that minimise ‖X − XB‖² + λ‖B‖², in closed form B = I − P·diag(1 / diag P) with P = (XᵀX + λI)⁻¹. A user's
/// scores are x_u·B. Two relatives differ in what is inverted:
/// <list type="bullet">
/// <item>EDLAE (Steck 2020, "Autoencoders that don't overfit towards the Identity"): X with a share p of its entries
/// dropped is to predict X whole, which in expectation adds p / (1 − p) · diag(XᵀX).</item>
/// <item>Collective EASE (Jeunen, Van Balen and Goethals 2020, "Closed-Form Models for Collaborative Filtering with
/// Side-Information"): rows of content T, in which an item's column has length 1, stand below those of the users, which
/// adds w·TᵀT, the cosines of the items' content.</item>
/// </list>
/// </summary>
internal sealed class Ease : ITunedScorer, IDisposable
{
    /// <summary>The largest catalogue that is taken on: B then is 1.6 GB, and twice that while it is computed.</summary>
    internal const int MostItems = 20_000;

    private readonly CsrPattern _train;
    private readonly Tensor _weights;

    /// <param name="data">The catalogue, its training interactions and its content.</param>
    /// <param name="settings">λ and what the relatives add.</param>
    /// <param name="cancellation">Stops the computation; a factorisation that has begun is finished first.</param>
    /// <exception cref="ArgumentException">The catalogue is larger than <see cref="MostItems"/>, or a setting is out of range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public Ease(Dataset data, EaseSettings settings, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Regularisation, 0, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Dropout, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Dropout, 1, nameof(settings));
        if (Refusal(data) is { } refusal)
            throw new ArgumentException($"EASE {refusal}.", nameof(data));
        Settings = settings;
        var shared = new CoInteractions(data.Train, data.Users, data.Items);
        _train = shared.ItemsOf;
        _weights = PositiveDefinite.Invert(Gram(data, shared, settings, cancellation), cancellation);
        ToWeights(_weights);
    }

    /// <summary>What B was fitted with.</summary>
    internal EaseSettings Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, float> Chosen => EaseSearch.Describe(Settings);

    /// <summary>What keeps it from data, to be said after its name; null where nothing does.</summary>
    internal static string? Refusal(Dataset data) => data.Items > MostItems
        ? string.Create(CultureInfo.InvariantCulture, $"takes on {MostItems:N0} items at most, not {data.Items:N0}")
        : null;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Shape.Check<float>(scores, users.Length, _train.Cols, nameof(scores));
        scores.Clear();
        var weights = TensorMemory.Floats(_weights);
        for (var i = 0; i < users.Length; i++)
        {
            var row = scores.Slice(i * _train.Cols, _train.Cols);
            foreach (var item in _train.Row(users[i]))
                TensorPrimitives.Add(row, weights.Slice(item * _train.Cols, _train.Cols), row);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    /// <summary>XᵀX + p / (1 − p)·diag(XᵀX) + w·TᵀT + λI, <c>[J, J]</c>; XᵀX counts shared users, so it is exact in float.</summary>
    private static Tensor Gram(Dataset data, CoInteractions shared, EaseSettings settings, CancellationToken cancellation)
    {
        var items = data.Items;
        var content = settings.HearsContent ? new ContentCosines(data) : null;
        var gram = empty(items, items);
        Parallel.For(0, items, new ParallelOptions { CancellationToken = cancellation }, item =>
        {
            var row = TensorMemory.Floats(gram).Slice(item * items, items);
            shared.SharedUsers(item, row);
            row[item] += (settings.Dropout / (1 - settings.Dropout) * row[item]) + settings.Regularisation;
            content?.AddTo(item, settings.GraphWeight, settings.FeatureWeight, row);
        });
        return gram;
    }

    /// <summary>Turns P into B in place: −P_ij / P_jj, zero on the diagonal.</summary>
    private static void ToWeights(Tensor inverse)
    {
        var items = (int)inverse.shape[0];
        var negative = new float[items];
        for (var item = 0; item < items; item++)
            negative[item] = -TensorMemory.Floats(inverse)[item * items + item];
        Parallel.For(0, items, item =>
        {
            var row = TensorMemory.Floats(inverse).Slice(item * items, items);
            TensorPrimitives.Divide(row, negative, row);
            row[item] = 0;
        });
    }
}
