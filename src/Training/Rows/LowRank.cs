using KDiffE.Training.Kernels;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Rows;

/// <summary>
/// Rows of few columns whose dot products are near those of many: X·Xᵀ ≈ F·Fᵀ by a randomised truncated singular value
/// decomposition (Halko, Martinsson and Tropp 2011), F = U·Σ of the largest singular values. A row of zeros stays one.
/// </summary>
internal static class LowRank
{
    private const int Oversampling = 10;
    private const int PowerIterations = 2;

    // One draw for all: what a catalogue's content is depends on no seed of a training.
    private const ulong Seed = 23;

    /// <summary>F of a sparse matrix.</summary>
    /// <param name="rows">X, <c>[n, m]</c>.</param>
    /// <param name="rank">The most columns of F; there are fewer where X has fewer rows or columns.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>F, row-major, and its columns.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static (float[] Rows, int Dim) Of(CsrMatrix rows, int rank, CancellationToken cancellation)
    {
        var columns = rows.Pattern.Transpose(out var source);
        var transposed = new CsrMatrix(columns.Rows, columns.Cols, columns.Offsets, columns.Indices, Array.ConvertAll(source, k => rows.Values[k]));
        var (factors, dim) = Of(Product(rows), Product(transposed), rows.Rows, rows.Cols, rank, cancellation);
        return (Cleared(factors, dim, row => rows.Values.AsSpan(rows.Pattern.Offsets[row]..rows.Pattern.Offsets[row + 1])), dim);

        static Func<Tensor, Tensor> Product(CsrMatrix matrix) => x =>
        {
            var (dim, y) = ((int)x.shape[1], empty(matrix.Rows, x.shape[1]));
            using var dense = x.contiguous();
            SpMM.Multiply(matrix, TensorMemory.Floats(dense), dim, TensorMemory.Floats(y));
            return y;
        };
    }

    /// <summary>F of a dense matrix; X itself where it has no more columns than F may have.</summary>
    /// <param name="rows">X, row-major <c>[n, m]</c>.</param>
    /// <param name="columns">m.</param>
    /// <param name="rank">The most columns of F.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <inheritdoc cref="Of(CsrMatrix, int, CancellationToken)" path="/returns"/>
    internal static (float[] Rows, int Dim) Of(float[] rows, int columns, int rank, CancellationToken cancellation)
    {
        if (columns <= rank)
            return (rows, columns);
        using var scope = NewDisposeScope();
        var matrix = tensor(rows, [rows.Length / columns, columns]);
        var (factors, dim) = Of(matrix.matmul, matrix.t().matmul, rows.Length / columns, columns, rank, cancellation);
        return (Cleared(factors, dim, row => rows.AsSpan(row * columns, columns)), dim);
    }

    // Of those, rounding leaves something.
    private static float[] Cleared(float[] factors, int dim, Func<int, ReadOnlySpan<float>> rowOf)
    {
        for (var row = 0; row < factors.Length / dim; row++)
        {
            if (!rowOf(row).ContainsAnyExcept(0f))
                factors.AsSpan(row * dim, dim).Clear();
        }

        return factors;
    }

    private static (float[] Rows, int Dim) Of(
        Func<Tensor, Tensor> product, Func<Tensor, Tensor> transposed, int rows, int columns, int rank, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor basis;
        using (var drawn = Draw(columns, Math.Min(rank + Oversampling, Math.Min(rows, columns))))
            basis = Orthonormal(product(drawn));
        for (var iteration = 0; iteration < PowerIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            // What is as long as X has columns goes at once: a graph of many entities has more of them than items.
            using var step = NewDisposeScope();
            basis = Orthonormal(product(Orthonormal(transposed(basis)))).MoveToOuterDisposeScope();
        }

        // X ≈ Q·(XᵀQ)ᵀ, so that X·Xᵀ ≈ Q·V·Λ·Vᵀ·Qᵀ with V·Λ·Vᵀ = (XᵀQ)ᵀ(XᵀQ); eigenvalues ascend.
        var within = transposed(basis);
        var (values, vectors) = linalg.eigh(within.t().matmul(within));
        var kept = Math.Min(rank, (int)values.shape[0]);
        var first = values.shape[0] - kept;
        var lengths = values.narrow(0, first, kept).clamp_min(0).sqrt();
        return (TensorMemory.ToArray(basis.matmul(vectors.narrow(1, first, kept)).mul(lengths)), kept);

        static Tensor Orthonormal(Tensor given)
        {
            using (given)
                return linalg.qr(given).Q;
        }

        static Tensor Draw(int rows, int columns)
        {
            using var generator = new Generator(Seed);
            return randn(rows, columns, generator: generator);
        }
    }
}
