using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Data;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>Rankings that say for whom in a body: for many users, for somebody unknown, and of given items.</summary>
internal static class BodyRankingsApi
{
    public static void MapBodyRankings(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithTags("Recommendations")
            .RequireRole(Role.Read)
            .RequireSnapshot()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapPost("/recommendations/batch", RecommendBatchAsync)
            .WithName("GetRecommendationsOfUsers")
            .WithSummary("What each of many users may like")
            .WithDescription("Up to 1,000 users; each has a status of its own.")
            .LimitBody(BodySize.MaxList);
        api.MapPost("/recommendations/session", RecommendForSessionAsync)
            .WithName("GetRecommendationsOfSession")
            .WithSummary("What somebody may like who likes some items")
            .WithDescription("For somebody without an id, or for a basket. Nothing of it is stored.")
            .LimitBody(BodySize.MaxList);
        api.MapPost("/rank", RankAsync)
            .WithName("RankItems")
            .WithSummary("Put given items in order for somebody")
            .WithDescription("Of items that are not ranked `leftOut` says why.")
            .LimitBody(BodySize.MaxList);
    }

    internal static async Task<Results<Ok<BatchResponse>, ProblemHttpResult>> RecommendBatchAsync(
        [FromBody] BatchRequest request, HttpContext http, ScanWork work, SnapshotHolder snapshots, Recommender recommender, CancellationToken cancellationToken)
    {
        if (work.Charge(http, snapshots.Items, request.UserIds.Count) is { } refusal)
            return refusal;
        var query = request.ToQuery();
        var results = new List<BatchResult>(request.UserIds.Count);
        foreach (var user in request.UserIds)
        {
            // Scans do not wait, so a client that has gone is looked for in between.
            cancellationToken.ThrowIfCancellationRequested();
            if (ExternalId.Flaw(user) is { } flaw)
            {
                var problem = Problems.InvalidId(flaw);
                results.Add(new BatchResult(user, problem.StatusCode, Recommendations: null, problem.ProblemDetails));
                continue;
            }

            var page = await recommender.ForUserAsync(user, query.ToQuestion(RecommendationEndpoint.Batch, user, request.IncludeSeen), cancellationToken);
            results.Add(new BatchResult(user, StatusCodes.Status200OK, RecommendationsResponse.Of(user, page with { Next = null }), Problem: null));
        }

        return TypedResults.Ok(new BatchResponse(results));
    }

    internal static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> RecommendForSessionAsync(
        [FromBody] SessionRequest request, HttpContext http, ScanWork work, SnapshotHolder snapshots, Recommender recommender, CancellationToken cancellationToken)
    {
        if (work.Charge(http, snapshots.Items) is { } refusal)
            return refusal;
        var question = request.ToQuery().ToQuestion(RecommendationEndpoint.Session, "", request.IncludeSeen);
        var (page, unknown) = await recommender.ForItemsAsync(Weights(request.Items), question, cancellationToken);
        return TypedResults.Ok(new SessionResponse(page.Version, page.Source, page.Items, unknown, page.Id.ToString(), page.Degraded));
    }

    internal static async Task<Results<Ok<RankResponse>, ProblemHttpResult>> RankAsync(
        [FromBody] RankRequest request, Recommender recommender, CancellationToken cancellationToken)
    {
        if (request.UserId is not null == request.Likes is not null)
            return Problems.InvalidBody("It needs one of 'userId' and 'likes'.");
        var question = request.ToQuery().ToQuestion(RecommendationEndpoint.Rank, "", request.IncludeSeen);
        var candidates = request.Items.Distinct(StringComparer.Ordinal).ToList();
        var (page, leftOut) = await recommender.RankAsync(request.UserId, Weights(request.Likes ?? []), candidates, question, cancellationToken);
        return TypedResults.Ok(new RankResponse(page.Version, page.Source, page.Items, leftOut, page.Id.ToString(), page.Degraded));
    }

    // What is named twice is liked twice as much.
    private static Dictionary<string, float> Weights(IReadOnlyList<LikedItem> items) =>
        items.GroupBy(item => item.Id, StringComparer.Ordinal).ToDictionary(item => item.Key, item => (float)item.Sum(like => like.Weight), StringComparer.Ordinal);
}
