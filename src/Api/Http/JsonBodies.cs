using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Http;

/// <summary>Bodies are JSON, and JSON is UTF-8 (RFC 8259, 8.1); ASP.NET fails over the names of encodings that it does not know.</summary>
internal static class JsonBodies
{
    /// <summary>Refuses a body that claims another encoding, where the route takes one.</summary>
    public static Task RefuseOtherEncodingsAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null
        && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
        && type.Charset.HasValue
        && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Problem($"JSON is UTF-8, not {type.Charset}.", statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context)
            : next(context);
}
