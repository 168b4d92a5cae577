using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Where a page ended: the key of its last row, in characters that need no encoding in a query.</summary>
internal static class PageCursor
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Of(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    internal static string Of(long id) => Of(id.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="InvalidFieldException">It is no cursor.</exception>
    internal static string Key(string cursor)
    {
        try
        {
            return FieldRules.Text("after", StrictUtf8.GetString(Base64Url.DecodeFromChars(cursor)));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw NoCursor();
        }
    }

    /// <exception cref="InvalidFieldException">It is no cursor of rows without external ids.</exception>
    internal static long Number(string cursor) =>
        long.TryParse(Key(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw NoCursor();

    private static InvalidFieldException NoCursor() => new("after", "is not the 'next' of a page");
}
