using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Dashboard;

/// <summary>A form in which a file goes over the wire.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Encoding">How they are packed, as <c>Content-Encoding</c> names it; null as they are.</param>
/// <param name="Tag">Changes with the bytes.</param>
internal sealed record FileForm(byte[] Content, string? Encoding, EntityTagHeaderValue Tag)
{
    /// <summary>Brotli, which browsers take over HTTPS and from their own machine.</summary>
    public const string Brotli = "br";

    /// <summary>Gzip, which browsers take from everywhere.</summary>
    public const string Gzip = "gzip";

    // From here on a little less of it takes much more time.
    private const int BrotliQuality = 9;

    /// <summary>The same, packed.</summary>
    /// <param name="encoding"><see cref="Brotli"/> or <see cref="Gzip"/>.</param>
    public FileForm Pack(string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding == Brotli
            ? new BrotliStream(packed, new BrotliCompressionOptions { Quality = BrotliQuality }, leaveOpen: true)
            : new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            packing.Write(Content);
        }

        return new FileForm(packed.ToArray(), encoding, new EntityTagHeaderValue($"{Tag.Tag.Value![..^1]}-{encoding}\""));
    }
}
