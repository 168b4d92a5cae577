using KDiffE.Api.Contract;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving.Asking;

namespace KDiffE.Api.Recommendations;

/// <summary>
/// A request for a ranking: it is not answered anew where the client has the answer (304), and not at all where the caller has asked
/// for too much; only what is ranked is charged.
/// </summary>
internal class RankingAsker(HttpContext context, ScanWork work) : IAsker
{
    /// <summary>The answer where no ranking is wanted; null where one is, or was not asked for yet.</summary>
    public IResult? Instead { get; private set; }

    /// <summary>The answer that is written.</summary>
    protected HttpResponse Response => context.Response;

    /// <inheritdoc/>
    public bool Wants(ulong? tag, int scanned)
    {
        var text = tag is { } number ? EntityTags.Of(number) : null;
        var isHeld = text is not null && EntityTags.Has(context.Request, text);
        if (!isHeld && scanned > 0 && work.Charge(context, scanned) is { } refusal)
        {
            Instead = refusal;
            return false;
        }

        EntityTags.Tell(context.Response, text);
        if (!isHeld)
            return true;
        // There is nothing more to say.
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        Instead = TypedResults.Empty;
        return false;
    }
}

/// <summary>What is said of routes that are answered by <see cref="RankingAsker"/>.</summary>
internal static class RankingRoutes
{
    /// <summary>Says what the answer is, that it has a tag, and that a client which has it is told so.</summary>
    public static RouteHandlerBuilder Conditional<T>(this RouteHandlerBuilder route) =>
        route.WithMetadata(new HasEntityTag()).Produces<T>().Produces(StatusCodes.Status304NotModified);
}
