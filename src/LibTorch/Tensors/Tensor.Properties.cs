using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Number of dimensions.</summary>
        public long Dimensions => Native.kdt_tensor_dim(Handle);

        /// <inheritdoc cref="Dimensions"/>
        public long ndim => Dimensions;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Native.kdt_tensor_numel(Handle);

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => SizeOf(dtype);

        /// <summary>Element type.</summary>
        public ScalarType dtype => (ScalarType)Native.kdt_tensor_dtype(Handle);

        /// <summary>Where the elements lie.</summary>
        public Device device
        {
            get
            {
                int index;
                var type = (DeviceType)Native.kdt_tensor_device(Handle, &index);
                return new Device(type, index);
            }
        }

        /// <summary>What kind of device the elements lie on.</summary>
        public DeviceType device_type => device.type;

        /// <summary>Which device of its kind the elements lie on; −1 on the CPU.</summary>
        public int device_index => device.index;

        /// <summary>Whether the elements lie on a CUDA device.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Whether only the elements that are not zero are stored.</summary>
        public bool is_sparse => Native.kdt_tensor_is_sparse(Handle) != 0;

        /// <summary>Size of every dimension.</summary>
        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* first = sizes)
                    Native.Check(Native.kdt_tensor_sizes(Handle, first));
                return sizes;
            }
        }

        /// <inheritdoc cref="Dimensions"/>
        public long dim() => Dimensions;

        /// <inheritdoc cref="NumberOfElements"/>
        public long numel() => NumberOfElements;

        /// <inheritdoc cref="ElementSize"/>
        public long element_size() => ElementSize;

        /// <inheritdoc cref="shape"/>
        public long[] size() => shape;

        /// <summary>Size of one dimension; a negative one counts from the last.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
        public long size(int dim)
        {
            var sizes = shape;
            var position = dim < 0 ? dim + sizes.Length : dim;
            if ((uint)position >= (uint)sizes.Length)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {sizes.Length} dimensions.");
            return sizes[position];
        }

        /// <summary>Elements between neighbours along every dimension.</summary>
        public long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* first = strides)
                Native.Check(Native.kdt_tensor_strides(Handle, first));
            return strides;
        }

        /// <summary>Whether the elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => Native.kdt_tensor_is_contiguous(Handle) != 0;

        /// <summary>Whether the elements are whole numbers or truth values.</summary>
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>Whether the elements are fractions.</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);
    }
}
