using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>How much a request may say.</summary>
internal static class BodySize
{
    /// <summary>The most bytes of a body that is no import.</summary>
    public const long Max = 64 * 1024;

    /// <summary>Refuses bodies of more than some bytes with 413.</summary>
    public static RouteHandlerBuilder LimitBody(this RouteHandlerBuilder route, long bytes = Max) =>
        route.WithMetadata(new RequestSizeLimitAttribute(bytes)).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
}
