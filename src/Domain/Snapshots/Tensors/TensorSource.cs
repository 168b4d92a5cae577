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
