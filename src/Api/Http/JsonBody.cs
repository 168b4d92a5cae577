using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>Reads what a request says in JSON; what cannot be read is named with its place.</summary>
internal static class JsonBody
{
    /// <summary>The most bytes of a body that is no import.</summary>
    public const long MaxBytes = 64 * 1024;

    /// <summary>The value of the body, <paramref name="absent"/> for an empty one, or the problem with it.</summary>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, T? absent, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0))
            return absent is null ? (null, Problems.InvalidBody("It is empty.")) : (absent, null);
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken) is { } value
                ? (value, null)
                : (null, Problems.InvalidBody("It is null."));
        }
        catch (JsonException error)
        {
            return (null, Problems.InvalidBody(error.Message));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problems.BodyTooLarge(MaxBytes));
        }
    }
}
