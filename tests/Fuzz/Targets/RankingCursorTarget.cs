using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Data;

namespace KDiffE.Fuzz.Targets;

/// <summary>
/// Where a page of a ranking ended, with a checksum that is right whatever the rest is, which anybody can work out: it is read or is none, and
/// the page that is asked for with it comes, or the request is refused.
/// </summary>
internal sealed class RankingCursorTarget() : FuzzTarget("ranking-cursor")
{
    private const string FirstPage = "/users/ann/recommendations?n=1&includeSeen=true";

    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            var answer = FuzzedApi.Instance.AskWhole($"GET {FirstPage} HTTP/1.0\r\n\r\n");
            var given = JsonNode.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)])!["next"]!.GetValue<string>();
            return [Base64Url.DecodeFromChars(given)[sizeof(uint)..]];
        }
    }

    protected override void Read(ReadOnlySpan<byte> input)
    {
        var text = Seal(Encoding.UTF8.GetString(input));
        if (Cursor.Parse(text) is { } cursor && text.Length <= Cursor.MaxLength)
            Require(Cursor.Parse(cursor.ToString()) == cursor, $"'{cursor}' does not read back as itself.");
        FuzzedApi.Instance.AskWhole($"GET {FirstPage}&cursor={text} HTTP/1.0\r\n\r\n");
    }

    private static string Seal(string content)
    {
        var bytes = new byte[sizeof(uint) + Encoding.UTF8.GetByteCount(content)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)StableHash.Of(content));
        Encoding.UTF8.GetBytes(content, bytes.AsSpan(sizeof(uint)));
        return Base64Url.EncodeToString(bytes);
    }
}
