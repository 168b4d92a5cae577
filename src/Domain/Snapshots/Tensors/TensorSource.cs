using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>A tensor that is about to be written.</summary>
internal abstract class TensorSource(string name, string type, long[] shape)
{
    public string Name => name;

    public string Type => type;

    public long[] Shape => shape;

    public abstract long Length { get; }

    public abstract void CopyTo(Stream stream);

    /// <summary>SHA-256 of the bytes, in lower-case hexadecimal digits.</summary>
    public string Checksum()
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
            CopyTo(stream);
        return Convert.ToHexStringLower(sha.Hash!);
    }
}

/// <inheritdoc/>
internal sealed class TensorSource<T>(string name, string type, T[] values, params long[] shape)
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
