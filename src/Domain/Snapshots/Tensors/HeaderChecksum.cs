using System.Security.Cryptography;
using System.Text;

namespace KDiffE.Domain.Snapshots.Tensors;

/// <summary>The checksum that a header holds of itself, so that a flipped bit in the metadata does not go unnoticed.</summary>
internal static class HeaderChecksum
{
    /// <summary>
    /// The metadata key of the checksum: SHA-256 of the whole header as it stands in the file, with this value written as
    /// 64 zeros.
    /// </summary>
    public const string Key = "sha256.header";

    private static readonly string Blank = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>The header as JSON with its checksum in it.</summary>
    public static byte[] Seal(SafetensorsHeader header)
    {
        var metadata = new Dictionary<string, string>(header.Metadata, StringComparer.Ordinal)
        {
            [Key] = Blank,
        };
        var json = (header with { Metadata = metadata }).ToJson();
        var checksum = Convert.ToHexStringLower(SHA256.HashData(json));
        Encoding.ASCII.GetBytes(checksum, ValueOf(json, Blank));
        return json;
    }

    /// <summary>Whether <paramref name="checksum"/> is what the header's bytes hash to.</summary>
    public static bool Matches(ReadOnlySpan<byte> json, string checksum)
    {
        var blanked = json.ToArray();
        var value = ValueOf(blanked, checksum);
        if (value.Length != Blank.Length)
            return false;
        value.Fill((byte)'0');
        return Convert.ToHexStringLower(SHA256.HashData(blanked)) == checksum;
    }

    private static Span<byte> ValueOf(Span<byte> json, string value)
    {
        // Quotes inside JSON strings are escaped, so these bytes can only be the entry itself.
        var key = Encoding.UTF8.GetBytes($"\"{Key}\":\"");
        var start = json.IndexOf([.. key, .. Encoding.UTF8.GetBytes(value), (byte)'"']);
        return start < 0 ? [] : json.Slice(start + key.Length, Encoding.UTF8.GetByteCount(value));
    }
}
