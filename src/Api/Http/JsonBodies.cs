using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Http;

/// <summary>
/// Bodies are JSON, and JSON is UTF-8 (RFC 8259, 8.1), and so are the others here; ASP.NET fails over the names of encodings
/// that it does not know. A body may be packed; one that ASP.NET does not unpack it hands on as it is.
/// </summary>
internal static class JsonBodies
{
    /// <summary>Refuses a body that claims another encoding, where the route takes one.</summary>
    public static Task RefuseOtherEncodingsAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null)
            return next(context);
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(context, $"Bodies are UTF-8, not {type.Charset}.");
        }

        // ASP.NET takes the header away when it unpacks the body.
        return context.Request.Headers.ContentEncoding.ToString() is { Length: > 0 } packed && !packed.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? Refuse(context, $"Bodies may be packed by gzip, br or deflate, not by {packed}.")
            : next(context);
    }

    /// <summary>Says of a packed body that is damaged that it is the client's error.</summary>
    public static async Task RefuseDamagedAsync(HttpContext context, RequestDelegate next)
    {
        var isPacked = context.Request.Headers.ContentEncoding.Count > 0;
        try
        {
            await next(context);
        }
        catch (InvalidDataException error) when (isPacked)
        {
            throw new BadHttpRequestException(error.Message, error);
        }
    }

    private static Task Refuse(HttpContext context, string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
}
