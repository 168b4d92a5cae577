using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>Rankings of the items for one user.</summary>
internal static class RecommendationsApi
{
    /// <summary>The name of the endpoint that <see cref="PlainRecommendations"/> answers for.</summary>
    public const string EndpointName = "GetRecommendations";

    public static void MapRecommendations(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/users/{id}").WithTags("Recommendations")
            .RequireRole(Role.Read)
            .RequireSnapshot()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/recommendations", GetRecommendationsAsync)
            .WithName(EndpointName)
            .WithSummary("What a user may like, without what the user has seen")
            .WithDescription(
                "What a user did a moment ago counts. One of whom there are interactions that the model has not learnt is answered from their items, marked `fold_in`; one of whom there are none gets what is popular, marked `popular`.")
            .Conditional<RecommendationsResponse>()
            .ProducesProblem(StatusCodes.Status410Gone);
        api.MapGet("/similar", GetSimilarUsersAsync)
            .WithName("GetSimilarUsers")
            .WithSummary("Users who like what this one likes")
            .WithDescription("Ranked by the cosine of the embeddings; the user is left out.")
            .Conditional<SimilarUsersResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="id">The user's external id, percent-encoded.</param>
    /// <param name="includeSeen">Whether items that the user has seen may be in the answer.</param>
    /// <param name="explain">Whether to say of each item why it is there.</param>
    internal static async Task<IResult> GetRecommendationsAsync(
        string id, [AsParameters] RankingQuery query, HttpContext http, ScanWork work, Recommender recommender, CancellationToken cancellationToken,
        [FromQuery] bool includeSeen = false, [FromQuery] bool explain = false)
    {
        var question = query.ToQuestion(RecommendationEndpoint.User, id, includeSeen) with { Explain = explain };
        var asker = new RankingAsker(http, work);
        return await recommender.ForUserAsync(id, question, asker, cancellationToken) is { } page
            ? TypedResults.Ok(RecommendationsResponse.Of(id, page))
            : asker.Instead!;
    }

    /// <param name="id">The user's external id, percent-encoded.</param>
    /// <param name="n">How many users, from 1 to 200.</param>
    internal static async Task<IResult> GetSimilarUsersAsync(
        string id, HttpContext http, ScanWork work, Recommender recommender, CancellationToken cancellationToken,
        [FromQuery, Range(1, ResultSize.MaxRanked)] int n = ResultSize.Default)
    {
        var asker = new RankingAsker(http, work);
        return await recommender.SimilarUsersAsync(id, n, asker, cancellationToken) is var (version, users, degraded)
            ? TypedResults.Ok(new SimilarUsersResponse(id, version, users, degraded))
            : asker.Instead ?? Problems.UnknownUser(id);
    }
}
