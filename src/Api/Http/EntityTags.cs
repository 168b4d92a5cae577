using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Http;

/// <summary>
/// Answers that a client need not be sent again (RFC 9110, 13.1.2). Tags are weak: an answer that is ranked anew says the same by
/// another <c>recommendationId</c>, and may be packed otherwise.
/// </summary>
internal static class EntityTags
{
    // Whoever keeps an answer keeps it for one caller, and asks before each use whether it still holds.
    private const string Caching = "private, no-cache";

    private const string Prefix = "W/\"";

    /// <summary>The tag of a number.</summary>
    public static string Of(ulong number) => string.Create(Prefix.Length + 17, number, static (text, number) =>
    {
        Prefix.CopyTo(text);
        number.TryFormat(text[Prefix.Length..], out _, "x16");
        text[^1] = '"';
    });

    /// <summary>Tells the client the tag of its answer, and how long it may keep it.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="tag">The tag; null for an answer that is not to be kept.</param>
    public static void Tell(HttpResponse response, string? tag)
    {
        response.Headers.CacheControl = Caching;
        if (tag is not null)
            response.Headers.ETag = tag;
    }

    /// <summary>Whether the client says that it has the answer of a tag.</summary>
    public static bool Has(HttpRequest request, string tag)
    {
        var held = request.Headers.IfNoneMatch;
        return held.Count != 0 && (held.Count == 1 && held[0] == tag || IsAmong(held, tag));
    }

    // A list that is none names nothing.
    private static bool IsAmong(StringValues held, string tag) =>
        EntityTagHeaderValue.TryParseList(held, out var tags)
        && tags.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}
