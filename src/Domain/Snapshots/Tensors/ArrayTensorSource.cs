using System.Runtime.InteropServices;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>A tensor whose values lie in an array, row-major.</summary>
internal sealed class ArrayTensorSource<T>(string name, string type, T[] values, params long[] shape)
    : TensorSource(name, type, shape) where T : unmanaged
{
    // A span of bytes ends at 2 GiB, an array of floats does not.
    private const int Block = 1 << 20;

    public override long Length => (long)values.Length * Marshal.SizeOf<T>();

    public override void CopyTo(Stream stream)
    {
        for (var start = 0; start < values.Length; start += Block)
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Block, values.Length - start))));
    }
}
