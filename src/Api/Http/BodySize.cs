using Microsoft.AspNetCore.Diagnostics;
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

    /// <summary>Refuses bodies of more bytes than that with 413; of a packed body both its sizes count.</summary>
    public static RouteHandlerBuilder LimitBody(this RouteHandlerBuilder route, long max = Max) =>
        route.WithMetadata(new RequestSizeLimitAttribute(max)).ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    /// <summary>The most bytes of the body of a request.</summary>
    public static long Of(HttpContext context) =>
        (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize
        ?? Max;
}
