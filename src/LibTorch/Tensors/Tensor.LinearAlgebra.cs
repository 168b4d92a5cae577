using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Matrix product; leading dimensions are batches.</summary>
        public Tensor matmul(Tensor target) => Aten.Call("matmul", this, target);

        /// <summary>Product of two matrices, [n, k] · [k, m]; the first may be sparse.</summary>
        public Tensor mm(Tensor target) => Aten.Call("mm", this, target);

        /// <summary>Products of matrices pair by pair, [b, n, k] · [b, k, m].</summary>
        public Tensor bmm(Tensor batch2) => Aten.Call("bmm", this, batch2);

        /// <summary>Product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target) => Aten.Call("mv", this, target);

        /// <summary>Scalar product of two vectors.</summary>
        public Tensor dot(Tensor target) => Aten.Call("dot", this, target);

        /// <summary>Outer product of two vectors, [n] and [m] to [n, m].</summary>
        public Tensor outer(Tensor vec2) => Aten.Call("outer", this, vec2);

        /// <summary>β · this + α · mat1 · mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Aten.Call("addmm", this, mat1, mat2, (double)beta, (double)alpha);

        /// <summary>This ← β · this + α · mat1 · mat2.</summary>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            Aten.Do("addmm_", this, mat1, mat2, (double)beta, (double)alpha);
            return this;
        }

        /// <summary>The inverse of a positive definite matrix, of which this is the Cholesky factor.</summary>
        public Tensor cholesky_inverse(bool upper = false) => Aten.Call("cholesky_inverse", this, upper);
    }
}
