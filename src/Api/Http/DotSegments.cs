using Microsoft.AspNetCore.Http.Features;

namespace KDiffE.Api.Http;

/// <summary>
/// Refuses paths with a segment '.' or '..'. A server resolves them; a proxy before it, which lets a client ask for one
/// user or keeps it from one route, may not, and both would speak of different requests.
/// </summary>
internal static class DotSegments
{
    /// <summary>Refuses the request if the path that the client sent has such a segment.</summary>
    public static Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var path = RawPath(context);
        foreach (var range in path.Split('/'))
        {
            if (IsDots(path[range]))
                return Problems.InvalidPath().ExecuteAsync(context);
        }

        return next(context);
    }

    /// <summary>The path of a request as the client sent it, without the query.</summary>
    public static ReadOnlySpan<char> RawPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        return target.IndexOf('?') is var query and >= 0 ? target[..query] : target;
    }

    // Servers decode before they look for these, so %2E is a dot.
    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        for (; segment.Length > 0 && dots <= 2; dots++)
        {
            if (segment[0] == '.')
                segment = segment[1..];
            else if (segment.StartsWith("%2E", StringComparison.OrdinalIgnoreCase))
                segment = segment[3..];
            else
                return false;
        }

        return dots is 1 or 2;
    }
}
