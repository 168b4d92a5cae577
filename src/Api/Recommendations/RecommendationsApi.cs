using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Feedback;
using KDiffE.Domain.Ranking;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Recommendations;

/// <summary>Rankings of the items for one user.</summary>
internal static class RecommendationsApi
{
    public static void MapRecommendations(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/users/{id}/recommendations").WithTags("Recommendations")
            .RequireSnapshot()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("", GetRecommendations)
            .WithName("GetRecommendations")
            .WithSummary("What a user may like, without what the user has seen")
            .WithDescription("A user whom the model does not know gets the most popular items, marked `popular`.");
    }

    /// <param name="id">The user's external id, percent-encoded.</param>
    /// <param name="n">How many items, from 1 to 100.</param>
    internal static Ok<RecommendationsResponse> GetRecommendations(
        string id, SnapshotHolder snapshots, TimeProvider time, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        using var served = snapshots.Acquire(id);
        Span<ScoredItem> top = (stackalloc ScoredItem[ResultSize.Max])[..n];
        var (found, source) = !served.Snapshot.TryGetUser(id, out var user) ? (served.Ranking.Popular(top), RankingSource.Popular)
            : served.Ranking.Knows(user) ? (served.Ranking.ForUser(user, top), RankingSource.Model)
            : (served.Ranking.PopularFor(user, top), RankingSource.Popular);
        var answer = RecommendationId.New(
            served.Version, served.Snapshot.Items, served.Version == snapshots.Canary?.Version,
            source == RankingSource.Model ? RecommendationSource.Model : RecommendationSource.Popular, RecommendationEndpoint.User, time.GetUtcNow());
        return TypedResults.Ok(new RecommendationsResponse(
            id, served.Version, source, served.Describe(top[..found], source), answer.ToString(), snapshots.Degraded));
    }
}
