using static TorchSharp.torch;

namespace KDiffE.Training.Torch;

/// <summary>Symmetric matrices all of whose eigenvalues are positive.</summary>
internal static class PositiveDefinite
{
    /// <summary>A⁻¹ by Cholesky's factor; disposes of A, so that there are never more than two matrices of its size.</summary>
    /// <param name="matrix">A, <c>[n, n]</c>.</param>
    /// <param name="cancellation">Stops the computation; a factorisation that has begun is finished first.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static Tensor Invert(Tensor matrix, CancellationToken cancellation)
    {
        Tensor factor;
        using (matrix)
            factor = linalg.cholesky(matrix);
        using (factor)
        {
            cancellation.ThrowIfCancellationRequested();
            // LAPACK leaves columns side by side; the inverse is symmetric, so its transpose is itself in rows and costs no copy.
            using var inverse = cholesky_inverse(factor);
            using var transposed = inverse.t();
            return transposed.contiguous();
        }
    }
}
