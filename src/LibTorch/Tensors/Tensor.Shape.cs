using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The transpose of a matrix.</summary>
        public Tensor T => t();

        /// <summary>The same elements in another shape, a view where possible; −1 stands for the rest.</summary>
        public Tensor reshape(params long[] shape) => Aten.Call("reshape", this, shape);

        /// <summary>A view of the same elements in another shape; −1 stands for the rest.</summary>
        public Tensor view(params long[] shape) => Aten.Call("view", this, shape);

        /// <summary>Dimensions <paramref name="start_dim"/> to <paramref name="end_dim"/> joined to one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Call("flatten.using_ints", this, start_dim, end_dim);

        /// <summary>The transpose of a matrix, a view.</summary>
        public Tensor t() => Aten.Call("t", this);

        /// <summary>Two dimensions exchanged, a view.</summary>
        public Tensor transpose(long dim0, long dim1) => Aten.Call("transpose.int", this, dim0, dim1);

        /// <summary>The dimensions in another order, a view.</summary>
        public Tensor permute(params long[] permutation) => Aten.Call("permute", this, permutation);

        /// <summary>A dimension of size 1 inserted, a view.</summary>
        public Tensor unsqueeze(long dim) => Aten.Call("unsqueeze", this, dim);

        /// <summary>Dimensions of size 1 (all or one) removed, a view.</summary>
        public Tensor squeeze(long? dim = null) =>
            dim is { } position ? Aten.Call("squeeze.dim", this, position) : Aten.Call("squeeze", this);

        /// <summary>Dimensions of size 1 repeated without copying; −1 keeps a size.</summary>
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.Call("expand", this, sizes, isImplicit);

        /// <inheritdoc cref="expand(long[], bool)"/>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);

        /// <inheritdoc cref="expand(long[], bool)"/>
        public Tensor expand(params long[] sizes) => expand(sizes, false);

        /// <summary>Expanded to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>Copies of the tensor side by side along every dimension.</summary>
        public Tensor repeat(params long[] sizes) => Aten.Call("repeat", this, sizes);

        /// <summary>In row-major order without gaps; this memory when it already is.</summary>
        public Tensor contiguous() => Aten.Call("contiguous", this);

        /// <summary>A copy, which passes gradients on.</summary>
        public Tensor clone() => Aten.Call("clone", this);

        /// <summary>All elements of a sparse tensor.</summary>
        public Tensor to_dense() => Aten.Call("to_dense", this);
    }
}
