using KDiffE.Domain.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace KDiffE.Api.Http;

/// <summary>
/// External ids are opaque: a slash or a percent sign in one must reach the handler as what it is. Servers decode all
/// of a path but %2F, which makes '%2F' and '%252F' look alike; so ids are decoded once, from the raw request.
/// </summary>
internal static class ExternalIds
{
    private const string RouteValue = "id";

    public static Task DecodeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && context.Request.RouteValues.ContainsKey(RouteValue))
        {
            var id = Uri.UnescapeDataString(RawId(context, endpoint));
            if (ExternalId.IsTooLong(id))
                return Problems.InvalidId($"An id has at most {ExternalId.MaxCharacters} characters; this one has {ExternalId.Characters(id)}.").ExecuteAsync(context);
            context.Request.RouteValues[RouteValue] = id;
        }

        return next(context);
    }

    private static bool IsId(RoutePatternPathSegment segment) =>
        segment.Parts is [RoutePatternParameterPart { Name: RouteValue }];

    // Counted from the end of the path, because a proxy may have put a prefix before it.
    private static string RawId(HttpContext context, RouteEndpoint endpoint)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0].TrimEnd('/').Split('/');
        var fromEnd = endpoint.RoutePattern.PathSegments.SkipWhile(segment => !IsId(segment)).Count();
        return path[^fromEnd];
    }
}
