using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The memory of a contiguous CPU tensor. Keep the tensor alive while the span is in use.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not on the CPU or not contiguous.</exception>
        /// <exception cref="NotSupportedException">It is over 2 GiB.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                if (!is_contiguous())
                    throw new InvalidOperationException("The bytes of a non-contiguous tensor cannot be read: call contiguous() first.");
                var length = NumberOfElements * ElementSize;
                if (length > int.MaxValue)
                    throw new NotSupportedException($"{length} bytes do not fit a span.");
                return length == 0 ? default : new Span<byte>((void*)Native.Check(Native.kdt_tensor_data(Handle)), (int)length);
            }

            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                    throw new ArgumentException($"{value.Length} bytes for a tensor of {target.Length}.", nameof(value));
                value.CopyTo(target);
            }
        }

        /// <summary>Access to the elements of a CPU tensor.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not on the CPU.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (DtypeOf(typeof(T)) != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element of a CPU tensor.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or it has another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            using var accessor = data<T>();
            return accessor.First;
        }

        /// <summary>The only element as a scalar, from any device.</summary>
        public Scalar ToScalar() => Aten.CallScalar("_local_scalar_dense", this);
    }
}
