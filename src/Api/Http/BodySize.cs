using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>How much a request may say.</summary>
internal static class BodySize
{
    /// <summary>The most bytes of a body that is no import.</summary>
    public const long Max = 64 * 1024;

    /// <summary>The most bytes of a body that lists up to a thousand ids, each of them as long as can be.</summary>
    public const long MaxList = 1024 * 1024;

    /// <summary>Refuses bodies of more than some bytes with 413.</summary>
    public static RouteHandlerBuilder LimitBody(this RouteHandlerBuilder route, long bytes = Max) =>
        route.WithMetadata(new RequestSizeLimitAttribute(bytes)).ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    /// <summary>What a route takes.</summary>
    public static long Of(Endpoint? route) => route?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? Max;
}
