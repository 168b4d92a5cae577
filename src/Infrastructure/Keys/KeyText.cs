using System.Buffers;
using System.Security.Cryptography;

namespace KDiffE.Infrastructure.Keys;

/// <summary>
/// The form of a key: <c>kdiffe_</c>, an id of 12 and a secret of 64 hexadecimal digits with <c>_</c> between them, so that
/// scanners for leaked secrets know one.
/// </summary>
public static class KeyText
{
    /// <summary>The bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const string Prefix = "kdiffe_";
    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const int IdEnd = 2 * IdBytes;
    private const int Length = IdEnd + 1 + (2 * SecretBytes);

    /// <summary>Draws a new key.</summary>
    public static (string Id, string Text, byte[] Hash) Create()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        var id = RandomNumberGenerator.GetHexString(IdEnd, lowercase: true);
        return (id, $"{Prefix}{id}_{System.Convert.ToHexStringLower(secret)}", SHA256.HashData(secret));
    }

    /// <summary>Reads a key that somebody presents.</summary>
    /// <param name="text">What was presented.</param>
    /// <param name="id">The id that it names.</param>
    /// <param name="hash">Receives the hash of its secret: <see cref="HashBytes"/> bytes.</param>
    /// <returns>Whether it has the form of a key.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out string id, Span<byte> hash)
    {
        id = "";
        Span<byte> secret = stackalloc byte[SecretBytes];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..] is not { Length: Length } rest || rest[IdEnd] != '_'
            || System.Convert.FromHexString(rest[(IdEnd + 1)..], secret, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        id = rest[..IdEnd].ToString();
        // One round of a fast hash suffices: 256 random bits cannot be guessed as a password can, and each request pays for it.
        SHA256.HashData(secret, hash);
        return true;
    }
}
