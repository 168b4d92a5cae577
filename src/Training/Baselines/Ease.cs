using System.Numerics.Tensors;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace KDiffE.Training.Baselines;

/// <summary>
/// EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the item-to-item weights B with a zero
/// diagonal that minimise ‖X − XB‖² + λ‖B‖², in closed form B = I − P·diag(1 / diag P) with P = (XᵀX + λI)⁻¹. A user's
/// scores are x_u·B.
/// </summary>
internal sealed class Ease : IScorer, IDisposable
{
    /// <summary>The largest catalogue that is taken on: B then is 1.6 GB, and twice that while it is computed.</summary>
    internal const int MostItems = 20_000;

    private readonly CsrPattern _train;
    private readonly Tensor _weights;

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="regularisation">λ, the weight of ‖B‖²; above 0.</param>
    /// <param name="cancellation">Stops the computation; a factorisation that has begun is finished first.</param>
    /// <exception cref="ArgumentException">The catalogue is larger than <see cref="MostItems"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public Ease(Dataset data, float regularisation, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(regularisation, 0);
        if (data.Items > MostItems)
            throw new ArgumentException($"EASE takes on {MostItems} items at most, not {data.Items}.", nameof(data));
        Regularisation = regularisation;
        var shared = new CoInteractions(data.Train, data.Users, data.Items);
        _train = shared.ItemsOf;
        _weights = Invert(Gram(shared, data.Items, regularisation, cancellation), cancellation);
        ToWeights(_weights);
    }

    /// <summary>λ, the weight of ‖B‖² that B was fitted with.</summary>
    public float Regularisation { get; }

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

    /// <summary>XᵀX + λI, <c>[J, J]</c>; XᵀX counts shared users, so it is exact in float.</summary>
    private static Tensor Gram(CoInteractions shared, int items, float regularisation, CancellationToken cancellation)
    {
        var gram = empty(items, items);
        Parallel.For(0, items, new ParallelOptions { CancellationToken = cancellation }, item =>
        {
            var row = TensorMemory.Floats(gram).Slice(item * items, items);
            shared.SharedUsers(item, row);
            row[item] += regularisation;
        });
        return gram;
    }

    /// <summary>P = G⁻¹; disposes of G, so that there are never more than two matrices of its size.</summary>
    private static Tensor Invert(Tensor gram, CancellationToken cancellation)
    {
        Tensor factor;
        using (gram)
            factor = linalg.cholesky(gram);
        using (factor)
        {
            cancellation.ThrowIfCancellationRequested();
            // LAPACK leaves columns side by side; P is symmetric, so its transpose is P in rows and costs no copy.
            using var inverse = cholesky_inverse(factor);
            using var transposed = inverse.t();
            return transposed.contiguous();
        }
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
