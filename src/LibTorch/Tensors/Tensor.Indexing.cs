using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The slice at an index of the first dimension, a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        /// <summary>The slice at indices of the first two dimensions, a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get
            {
                using var row = select(0, i1);
                return row.select(0, i2);
            }

            set => Assign(this[i1, i2], value);
        }

        /// <summary>Elements by index tensors (of int64 or truth values), one per dimension.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <inheritdoc cref="this[Tensor[]]"/>
        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, Argument.Optional(indices));

        /// <summary>Sets elements by index tensors, one per dimension.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Sets elements by index tensors, or adds to them.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace("index_put_", Argument.Optional(indices), value, accumulate);

        /// <summary>Slices of a dimension by index.</summary>
        public Tensor index_select(long dim, Tensor index) => Aten.Call("index_select", this, dim, index);

        /// <summary>A copy with <paramref name="alpha"/> times the slices of the source added at the indices.</summary>
        /// <exception cref="ArgumentException">The index is not int64.</exception>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Aten.Call("index_add", this, dim, Int64(index), source, alpha);

        /// <summary>Adds <paramref name="alpha"/> times the slices of the source at the indices, repeated ones too.</summary>
        /// <returns>This tensor.</returns>
        /// <exception cref="ArgumentException">The index is not int64.</exception>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            InPlace("index_add_", dim, Int64(index), source, alpha);

        /// <summary>Copies the slices of the source to the indices.</summary>
        /// <returns>This tensor.</returns>
        /// <exception cref="ArgumentException">The index is not int64.</exception>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace("index_copy_", dim, Int64(index), source);

        /// <summary>The elements that an index, shaped as the result, names along a dimension.</summary>
        public Tensor gather(long dim, Tensor index) => Aten.Call("gather", this, dim, index);

        /// <summary>A copy with the source's elements at the places that an index names along a dimension.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.Call("scatter.src", this, dim, index, src);

        /// <summary>Sets the places that an index names along a dimension.</summary>
        /// <returns>This tensor.</returns>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace("scatter_.src", dim, index, src);

        /// <summary>A copy with the source's elements added at the places that an index names along a dimension.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Aten.Call("scatter_add", this, dim, index, src);

        /// <summary>Adds the source's elements at the places that an index names along a dimension.</summary>
        /// <returns>This tensor.</returns>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace("scatter_add_", dim, index, src);

        /// <summary>The slice at an index of a dimension, a view without it.</summary>
        public Tensor select(long dim, long index) => Aten.Call("select.int", this, dim, index);

        /// <summary><paramref name="length"/> slices of a dimension from <paramref name="start"/>, a view.</summary>
        public Tensor narrow(long dim, long start, long length) => Aten.Call("narrow", this, dim, start, length);

        /// <summary>Every <paramref name="step"/>-th slice of a dimension from start to before finish, a view.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Aten.Call("slice.Tensor", this, dim, start, finish, step);

        /// <summary>A copy with a number where the mask holds.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.Call("masked_fill.Scalar", this, mask, value);

        /// <summary>Sets a number where the mask holds.</summary>
        /// <returns>This tensor.</returns>
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace("masked_fill_.Scalar", mask, value);

        /// <summary>The elements where the mask holds, in one dimension.</summary>
        public Tensor masked_select(Tensor mask) => Aten.Call("masked_select", this, mask);

        /// <summary>The indices of the elements that are not zero, a row each.</summary>
        public Tensor nonzero() => Aten.Call("nonzero", this);

        private static void Assign(Tensor view, Tensor value)
        {
            using (view)
                view.copy_(value);
        }

        private static Tensor Int64(Tensor index) => index.dtype == ScalarType.Int64
            ? index
            : throw new ArgumentException("Element type of 'index' must be 'Int64'", nameof(index));
    }
}
