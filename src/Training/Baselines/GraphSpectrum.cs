using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace KDiffE.Training.Baselines;

/// <summary>
/// The low frequencies of the interaction graph: the right singular vectors of the largest singular values of
/// R̃ = D_u^{-1/2}·A·D_v^{-1/2}, by subspace iteration from a random start (Halko, Martinsson and Tropp 2011, "Finding
/// Structure with Randomness").
/// </summary>
internal sealed class GraphSpectrum
{
    /// <summary>Directions that are iterated besides those that are asked for, so that the last of these converge too.</summary>
    private const int Oversampling = 20;

    /// <summary>Products with R̃ᵀR̃; each narrows what is left of a vector past the cut by the square of its share of the spectrum.</summary>
    private const int Iterations = 12;

    private const int Seed = 1;

    private readonly float[] _vectors;

    /// <param name="data">The catalogue and its training interactions.</param>
    /// <param name="frequencies">How many are wanted; there are no more than users, or items.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal GraphSpectrum(Dataset data, int frequencies, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frequencies, 1);
        Users = data.Train.ByUser(data.Users, data.Items);
        Items = Users.Transpose(out var source);
        var normalised = new float[Users.Indices.Length];
        var userOf = Users.RowIndices();
        for (var k = 0; k < normalised.Length; k++)
            normalised[k] = 1 / MathF.Sqrt((float)Users.Row(userOf[k]).Length * Items.Row(Users.Indices[k]).Length);
        var transposed = Array.ConvertAll(source, k => normalised[k]);

        var most = Math.Min(data.Users, data.Items);
        Count = Math.Min(frequencies, most);
        var width = Math.Min(Count + Oversampling, most);
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var basis = Orthogonal(Gaussian(data.Items, width));
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            basis = Orthogonal(Product(Items, transposed, Product(Users, normalised, basis)));
        }

        // Within the subspace the singular vectors are the eigenvectors of (R̃·Q)ᵀ(R̃·Q), values ascending.
        var image = Product(Users, normalised, basis);
        var (_, rotation) = linalg.eigh(image.t().matmul(image));
        _vectors = TensorMemory.ToArray(basis.matmul(rotation.narrow(1, width - Count, Count).flip(1)));
    }

    /// <summary>How many frequencies there are.</summary>
    internal int Count { get; }

    /// <summary>The items of each user, <c>[I, J]</c>.</summary>
    internal CsrPattern Users { get; }

    /// <summary>The users of each item, <c>[J, I]</c>.</summary>
    internal CsrPattern Items { get; }

    /// <summary>The singular vectors of the largest singular values, largest first, row-major <c>[J, count]</c>.</summary>
    /// <param name="count">How many; at most <see cref="Count"/>.</param>
    internal float[] Lowest(int count)
    {
        var lowest = new float[Items.Rows * count];
        for (var item = 0; item < Items.Rows; item++)
            _vectors.AsSpan(item * Count, count).CopyTo(lowest.AsSpan(item * count));
        return lowest;
    }

    private static Tensor Product(CsrPattern matrix, float[] values, Tensor x)
    {
        var width = (int)x.shape[1];
        var y = empty(matrix.Rows, width);
        SpMM.Multiply(matrix, values, TensorMemory.Floats(x), width, TensorMemory.Floats(y));
        return y;
    }

    private static Tensor Orthogonal(Tensor columns) => linalg.qr(columns).Q.contiguous();

    /// <summary>Independent N(0, 1), by Box and Muller's transform.</summary>
    private static Tensor Gaussian(int rows, int columns)
    {
        var random = new SeededRandom(Seed);
        var values = new float[rows * columns];
        for (var k = 0; k < values.Length; k++)
            values[k] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction()));
        return tensor(values, [rows, columns]);
    }
}
