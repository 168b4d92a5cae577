using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KDiffE.Domain.Data;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Api.Serving.Asking;

/// <summary>Where a page ended, so that the next one goes on there: of one ranking, by one snapshot, of one request.</summary>
/// <param name="Version">The snapshot that answered.</param>
/// <param name="Request">What was asked, see <see cref="StableHash"/>: the next page must ask the same.</param>
/// <param name="Source">What the items were ranked by.</param>
/// <param name="Popularity">The version of the popularity that ranked them.</param>
/// <param name="AsOf">When the newest interaction was written that had influence on the ranks, in microseconds of Unix time.</param>
/// <param name="Score">The score of the last item.</param>
/// <param name="Item">Its external id.</param>
internal sealed record Cursor(string Version, ulong Request, RecommendationSource Source, int Popularity, long AsOf, float Score, string Item)
{
    private const char Separator = '\n';

    // Beside the version and the id: five numbers and what separates them.
    private const int MostCharacters = SnapshotMetadata.MaxVersionLength + (2 * ExternalId.MaxCharacters) + 100;
    private const int MostBytes = sizeof(uint) + SnapshotMetadata.MaxVersionLength + ExternalId.MaxBytes + 100;

    /// <summary>The most bytes of its text.</summary>
    public const int MaxLength = (MostBytes * 4 + 2) / 3;

    /// <summary>Its text, for clients to give back as it is.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..FormatUtf8(text)]);
    }

    /// <summary>Writes its text, in ASCII.</summary>
    /// <param name="text">Receives it, <see cref="MaxLength"/> bytes at most.</param>
    /// <returns>How many bytes it has.</returns>
    public int FormatUtf8(Span<byte> text)
    {
        Span<char> content = stackalloc char[MostCharacters];
        content.TryWrite(
            CultureInfo.InvariantCulture,
            $"{Version}{Separator}{Request:x}{Separator}{(int)Source}{Separator}{Popularity}{Separator}{AsOf}{Separator}{BitConverter.SingleToInt32Bits(Score)}{Separator}{Item}",
            out var length);
        content = content[..length];
        Span<byte> bytes = stackalloc byte[MostBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)StableHash.Of(content));
        var end = sizeof(uint) + Encoding.UTF8.GetBytes(content, bytes[sizeof(uint)..]);
        return Base64Url.EncodeToUtf8(bytes[..end], text);
    }

    /// <summary>Reads one; null for what is none.</summary>
    public static Cursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: > sizeof(uint) } bytes)
            return null;
        var content = Encoding.UTF8.GetString(bytes.AsSpan(sizeof(uint)));
        return (uint)StableHash.Of(content) == BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            && content.Split(Separator, 7) is [var version, var request, var source, var popularity, var asOf, var score, var item]
            && ulong.TryParse(request, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var asked)
            && Enum.TryParse<RecommendationSource>(source, out var by) && Enum.IsDefined(by)
            && int.TryParse(popularity, NumberStyles.Integer, CultureInfo.InvariantCulture, out var order)
            && long.TryParse(asOf, NumberStyles.Integer, CultureInfo.InvariantCulture, out var written)
            && int.TryParse(score, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bits)
                ? new Cursor(version, asked, by, order, written, BitConverter.Int32BitsToSingle(bits), item)
                : null;
    }
}
