using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>Rankings by a snapshot of one's choice.</summary>
internal static class PreviewApi
{
    public static void MapPreview(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/snapshots/{version}").WithTags("Recommendations")
            .RequireRole(Role.Train)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/users/{id}/recommendations", GetPreviewAsync)
            .WithName("GetRecommendationsOfSnapshot")
            .WithSummary("What a snapshot would recommend to a user, whether it is served or not")
            .WithDescription(
                "One that is not served is loaded first, one at a time, and kept for five minutes after its last use; while another one is being loaded the answer is 503. What is served stays as it is, and the answer counts in no figures.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone);
    }

    /// <param name="version">The snapshot.</param>
    /// <param name="id">The user's external id, percent-encoded.</param>
    /// <param name="includeSeen">Whether items that the user has seen may be in the answer.</param>
    /// <param name="explain">Whether to say of each item why it is there.</param>
    internal static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> GetPreviewAsync(
        string version, string id, [AsParameters] RankingQuery query, HttpContext http, SnapshotCatalog catalog, SnapshotPreviews previews, ScanWork work,
        Recommender recommender, CancellationToken cancellationToken, [FromQuery] bool includeSeen = false, [FromQuery] bool explain = false)
    {
        var question = query.ToQuestion(RecommendationEndpoint.User, id, includeSeen) with { Explain = explain, IsPreview = true };
        if (!(await catalog.ListAsync(cancellationToken)).Any(snapshot => snapshot.Version == version))
            return Problems.UnknownSnapshot(version);
        using var served = await previews.AcquireAsync(version, cancellationToken);
        if (work.Charge(http, served.Snapshot.Items) is { } refusal)
            return refusal;
        return TypedResults.Ok(PreviewResponse.Of(id, await recommender.PreviewAsync(served, id, question, cancellationToken)));
    }
}
