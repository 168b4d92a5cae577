using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The number as a tensor without dimensions.</summary>
        public static implicit operator Tensor(int value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(long value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(float value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(double value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(bool value) => tensor(value);

        /// <summary>Never runs: it makes the compiler prefer <see cref="Scalar"/> over <see cref="Tensor"/> for a number.</summary>
        /// <exception cref="InvalidOperationException">Always.</exception>
        public static implicit operator Tensor(Scalar scalar) => throw new InvalidOperationException("Should not be called.");

        /// <summary>The only element.</summary>
        public static explicit operator float(Tensor value) => value.ToSingle();

        /// <summary>The only element.</summary>
        public static explicit operator double(Tensor value) => value.ToDouble();

        /// <summary>The only element.</summary>
        public static explicit operator int(Tensor value) => value.ToInt32();

        /// <summary>The only element.</summary>
        public static explicit operator long(Tensor value) => value.ToInt64();

        /// <summary>The only element.</summary>
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>On the CPU; this memory when it already is.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>On a CUDA device; this memory when it already is.</summary>
        /// <exception cref="ArgumentException">The device is not a CUDA device.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => device is null or { type: DeviceType.CUDA }
            ? Convert(null, device ?? CUDA, false, false, non_blocking)
            : throw new ArgumentException("Not a CUDA device.", nameof(device));

        /// <summary>With another element type; this memory when it already has it, unless a copy is asked for.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(type, null, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to_type"/>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(type, null, copy, disposeAfter, non_blocking);

        /// <summary>On another device; this memory when it already is there, unless a copy is asked for.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(null, device, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(null, new Device(device), copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(null, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>With another element type on another device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(type, device, copy, disposeAfter, non_blocking);

        /// <summary>With the element type and on the device of another tensor.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => Convert(other.dtype, other.device, false, false, non_blocking);

        /// <summary>Replaces the memory of this tensor and its gradient, outside the gradient graph.</summary>
        internal void ConvertInPlace(ScalarType? type, Device? device, bool nonBlocking)
        {
            using var unrecorded = no_grad();
            using var converted = Convert(is_floating_point() ? type : null, device, false, false, nonBlocking);
            Native.Check(Native.kdt_tensor_set_data(Handle, converted.Handle));
            using var gradient = grad;
            gradient?.ConvertInPlace(type, device, nonBlocking);
        }

        private Tensor Convert(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            var result = Aten.Call("to.dtype_layout", this, type, default, device, default, nonBlocking, copy);
            if (disposeAfter)
                Dispose();
            return result;
        }
    }
}
