using System.Globalization;
using System.Text;
using KDiffE.Domain.Data;
using Microsoft.AspNetCore.Routing.Patterns;

namespace KDiffE.Api.Http;

/// <summary>
/// External ids are opaque: a slash or a percent sign in one must reach the handler as what it is. Servers decode all
/// of a path but %2F, which makes '%2F' and '%252F' look alike; so ids are decoded once, from the raw request.
/// </summary>
internal static class ExternalIds
{
    /// <summary>What ids are called in the patterns of routes.</summary>
    public const string RouteValue = "id";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Task DecodeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || !context.Request.RouteValues.ContainsKey(RouteValue))
            return next(context);
        if (Decode(RawId(DotSegments.RawPath(context), endpoint)) is not { } id)
            return Problems.InvalidId("An id is UTF-8, percent-encoded; a percent sign of its own is written %25.").ExecuteAsync(context);
        if (ExternalId.IsTooLong(id))
            return Problems.InvalidId($"An id has at most {ExternalId.MaxCharacters} characters; this one has {ExternalId.Characters(id)}.").ExecuteAsync(context);
        context.Request.RouteValues[RouteValue] = id;
        return next(context);
    }

    private static bool IsId(RoutePatternPathSegment segment) =>
        segment.Parts is [RoutePatternParameterPart { Name: RouteValue }];

    // Counted from the end of the path, because a proxy may have put a prefix before it.
    private static ReadOnlySpan<char> RawId(ReadOnlySpan<char> path, RouteEndpoint endpoint)
    {
        path = path.TrimEnd('/');
        for (var after = endpoint.RoutePattern.PathSegments.SkipWhile(segment => !IsId(segment)).Count() - 1; after > 0; after--)
            path = path[..path.LastIndexOf('/')];
        return path[(path.LastIndexOf('/') + 1)..];
    }

    // What .NET offers leaves in place what it cannot decode; then the id '%FF' would be two.
    private static string? Decode(ReadOnlySpan<char> segment)
    {
        const int most = 1024;
        var bytes = segment.Length <= most ? stackalloc byte[segment.Length] : new byte[segment.Length];
        var length = 0;
        for (var at = 0; at < segment.Length; at++, length++)
        {
            if (segment[at] != '%')
                bytes[length] = (byte)segment[at];
            else if (at + 2 < segment.Length && byte.TryParse(segment.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
                at += 2;
            else
                return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes[..length]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
