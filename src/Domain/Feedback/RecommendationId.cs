using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Text;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Feedback;

/// <summary>
/// Names one answer, and says by itself where that came from, so that nothing has to be stored before feedback refers to it. As
/// text it is URL-safe Base64 with a checksum: a mistyped or shortened one is refused. It carries no secret and no signature,
/// because whoever may send feedback is trusted with it; nor anything about a person.
/// </summary>
/// <param name="SnapshotVersion">The snapshot that answered; see <see cref="SnapshotMetadata.IsVersion"/>.</param>
/// <param name="SnapshotItems">How many items that ranks, which coverage is a share of.</param>
/// <param name="Canary">Whether it answered as a canary.</param>
/// <param name="Source">What the items were ranked by.</param>
/// <param name="Endpoint">What was asked.</param>
/// <param name="At">When, to the millisecond, in UTC.</param>
/// <param name="Random">Tells answers of the same millisecond apart.</param>
public readonly record struct RecommendationId(
    string SnapshotVersion, int SnapshotItems, bool Canary, RecommendationSource Source, RecommendationEndpoint Endpoint, DateTimeOffset At, ulong Random)
{
    // Format, canary, source, endpoint: a byte each. Then 6 bytes of time, 4 of items, 8 of chance, the version, and the checksum.
    private const byte Format = 1;
    private const int TimeAt = 4;
    private const int ItemsAt = TimeAt + 6;
    private const int RandomAt = ItemsAt + sizeof(int);
    private const int VersionAt = RandomAt + sizeof(ulong);
    private const int Checksum = sizeof(uint);
    private const int MaxBytes = VersionAt + SnapshotMetadata.MaxVersionLength + Checksum;
    private const long MaxTime = (1L << 48) - 1;

    /// <summary>The most characters of its text.</summary>
    public const int MaxLength = (MaxBytes * 4 + 2) / 3;

    /// <summary>Names an answer that is given now.</summary>
    /// <param name="version">The snapshot that answers.</param>
    /// <param name="items">How many items that ranks.</param>
    /// <param name="canary">Whether it answers as a canary.</param>
    /// <param name="source">What the items are ranked by.</param>
    /// <param name="endpoint">What is asked.</param>
    /// <param name="now">The time.</param>
    public static RecommendationId New(
        string version, int items, bool canary, RecommendationSource source, RecommendationEndpoint endpoint, DateTimeOffset now) => new(
        version, items, canary, source, endpoint, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
        unchecked((ulong)System.Random.Shared.NextInt64(long.MinValue, long.MaxValue)));

    /// <summary>Its text, of letters, digits, '-' and '_'.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        return Base64Url.EncodeToString(bytes[..Write(bytes)]);
    }

    /// <summary>Writes its text, in ASCII.</summary>
    /// <param name="text">Receives it, <see cref="MaxLength"/> bytes at most.</param>
    /// <returns>How many bytes it has.</returns>
    public int FormatUtf8(Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        return Base64Url.EncodeToUtf8(bytes[..Write(bytes)], text);
    }

    /// <summary>Reads the text of one.</summary>
    /// <returns>Whether it is one, exactly as it was written.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out RecommendationId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        Span<char> again = stackalloc char[MaxLength];
        // The decoder passes over white space and padding; then one answer would have many names.
        if (text.Length > MaxLength
            || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done
            || !text.SequenceEqual(again[..Base64Url.EncodeToChars(bytes[..length], again)]))
        {
            return false;
        }

        return TryRead(bytes[..length], out id);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out RecommendationId id)
    {
        id = default;
        if (bytes.Length <= VersionAt + Checksum
            || bytes[0] != Format
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[^Checksum..]) != Sum(bytes[..^Checksum])
            || bytes[1] > 1
            || !Enum.IsDefined((RecommendationSource)bytes[2])
            || !Enum.IsDefined((RecommendationEndpoint)bytes[3]))
        {
            return false;
        }

        var version = Encoding.ASCII.GetString(bytes[VersionAt..^Checksum]);
        var milliseconds = ((long)BinaryPrimitives.ReadUInt16BigEndian(bytes[TimeAt..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[(TimeAt + 2)..]);
        var items = BinaryPrimitives.ReadInt32BigEndian(bytes[ItemsAt..]);
        if (!SnapshotMetadata.IsVersion(version) || items < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        id = new RecommendationId(
            version, items, bytes[1] == 1, (RecommendationSource)bytes[2], (RecommendationEndpoint)bytes[3],
            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), BinaryPrimitives.ReadUInt64BigEndian(bytes[RandomAt..]));
        return true;
    }

    private int Write(Span<byte> bytes)
    {
        var time = Math.Clamp(At.ToUnixTimeMilliseconds(), 0, MaxTime);
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (Format, Canary ? (byte)1 : (byte)0, (byte)Source, (byte)Endpoint);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[TimeAt..], (ushort)(time >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(TimeAt + 2)..], (uint)time);
        BinaryPrimitives.WriteInt32BigEndian(bytes[ItemsAt..], SnapshotItems);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[RandomAt..], Random);
        var end = VersionAt + Encoding.ASCII.GetBytes(SnapshotVersion, bytes[VersionAt..^Checksum]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[end..], Sum(bytes[..end]));
        return end + Checksum;
    }

    // Finds every mistyped character and every two that changed places: they are runs of fewer than 32 bits.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = BitOperations.Crc32C(sum, value);
        return ~sum;
    }
}
