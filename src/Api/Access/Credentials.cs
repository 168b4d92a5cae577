using System.Text;
using KDiffE.Api.Http;

namespace KDiffE.Api.Access;

/// <summary>Finds the key in a request.</summary>
internal static class Credentials
{
    private const string KeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // A key has 84 characters; a user name before it may have some too.
    private const int MaxBasicLength = 512;

    /// <summary>
    /// The text of <c>X-Api-Key</c>, else of <c>Authorization: Bearer</c>; on pages for browsers, the password of
    /// <c>Basic</c> too. Null when there is none.
    /// </summary>
    public static string? Find(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
            return key.ToString();
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();
        // A browser sends these by itself, with whatever page of another site has it ask.
        return BrowserPages.IsForPage(request.HttpContext) && authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Origin.IsOwn(request)
            ? Password(authorization[Basic.Length..].Trim())
            : null;
    }

    private static string? Password(string encoded)
    {
        Span<byte> bytes = stackalloc byte[MaxBasicLength];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes[..length]);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
