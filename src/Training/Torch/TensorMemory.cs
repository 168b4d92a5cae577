using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace KDiffE.Training.Torch;

/// <summary>The native memory behind a CPU tensor, for kernels that work on spans.</summary>
internal static class TensorMemory
{
    /// <summary>The tensor's values in row-major order; valid while the tensor lives.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous float32 on the CPU.</exception>
    internal static Span<float> Floats(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || !tensor.is_contiguous() || tensor.device.type != TorchSharp.DeviceType.CPU)
            throw new ArgumentException($"A kernel needs contiguous float32 on the CPU, not {tensor.dtype} on {tensor.device}.", nameof(tensor));
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    /// <summary>A bfloat16 tensor's values in row-major order; valid while the tensor lives.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous bfloat16.</exception>
    internal static unsafe ushort* Halves(Tensor tensor) =>
        tensor.dtype == ScalarType.BFloat16 && tensor.is_contiguous()
            ? (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes))
            : throw new ArgumentException($"Needs contiguous bfloat16, not {tensor.dtype}.", nameof(tensor));

    /// <summary>A copy of the values in managed memory.</summary>
    internal static float[] ToArray(Tensor tensor)
    {
        using var dense = tensor.detach().cpu().contiguous();
        return Floats(dense).ToArray();
    }
}
