using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <inheritdoc cref="Tensor.matmul"/>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <inheritdoc cref="Tensor.mm"/>
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    /// <inheritdoc cref="Tensor.bmm"/>
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    /// <inheritdoc cref="Tensor.mv"/>
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    /// <inheritdoc cref="Tensor.dot"/>
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    /// <inheritdoc cref="Tensor.addmm"/>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    /// <inheritdoc cref="Tensor.cholesky_inverse"/>
    public static Tensor cholesky_inverse(Tensor input, bool upper = false) => input.cholesky_inverse(upper);

    /// <summary>Operators of linear algebra.</summary>
    public static class linalg
    {
        /// <summary>The lower triangular L of a symmetric positive definite matrix A = L·Lᵀ.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">The matrix is not positive definite.</exception>
        public static Tensor cholesky(Tensor input) => Aten.Call("linalg_cholesky", input);
    }
}
