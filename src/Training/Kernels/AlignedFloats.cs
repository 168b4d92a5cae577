using System.Buffers;
using System.Runtime.InteropServices;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Working memory of a kernel: pooled, so that a training step allocates none, and starting at a cache line, so that
/// no vector straddles two.
/// </summary>
internal sealed unsafe class AlignedFloats : IDisposable
{
    private const int Line = 64;

    private readonly float[] _array;
    private PinnedGCHandle<float[]> _pin;

    /// <param name="length">Floats wanted; they hold anything until written.</param>
    public AlignedFloats(int length)
    {
        Length = length;
        _array = ArrayPool<float>.Shared.Rent(length + (Line / sizeof(float)));
        _pin = new PinnedGCHandle<float[]>(_array);
        var address = (nint)_pin.GetAddressOfArrayData();
        Pointer = (float*)((address + Line - 1) & -Line);
    }

    /// <summary>The first float; valid until disposal.</summary>
    public float* Pointer { get; }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The memory as a span; valid until disposal.</summary>
    public Span<float> Span => new(Pointer, Length);

    public void Dispose()
    {
        _pin.Dispose();
        ArrayPool<float>.Shared.Return(_array);
    }
}
