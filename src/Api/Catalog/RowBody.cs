using System.Text.Json;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Api.Catalog;

/// <summary>Bodies that hold rows: read as bytes, so that one set of rules decides over them and over the lines of bulk writes.</summary>
internal static class RowBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The whole body, which the route's limit bounds.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Reads any JSON.</summary>
    /// <exception cref="InvalidFieldException">It is none.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonElement.Parse(utf8, Strict);
        }
        catch (JsonException error)
        {
            throw new InvalidFieldException(field: null, JsonErrors.Syntax(error));
        }
    }
}
