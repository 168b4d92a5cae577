using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Items;

/// <summary>Rankings that need no user; with <c>user=</c> they leave out what that user has seen.</summary>
internal static class ItemsApi
{
    private const string Embedding = "embedding";
    private const string Graph = "graph";

    public static void MapItems(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/items").WithTags("Items")
            .RequireRole(Role.Read)
            .RequireSnapshot()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status410Gone);

        api.MapGet("/{id}/similar", GetSimilarItemsAsync)
            .WithName("GetSimilarItems")
            .WithSummary("Items like this one")
            .WithDescription(
                "Ranked by the cosine of the embeddings, or, with `via=graph`, of what the knowledge graph says of the items; the item itself is left out.")
            .AddEndpointFilter<ChargeScan>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/popular", GetPopularItemsAsync)
            .WithName("GetPopularItems")
            .WithSummary("What many liked of late")
            .WithDescription("An interaction counts half as much for every half-life of its age.");
        api.MapGet("/latest", GetLatestItemsAsync)
            .WithName("GetLatestItems")
            .WithSummary("What came into the catalogue last");
    }

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="user">A user whose seen items are left out.</param>
    /// <param name="via">`embedding`, unless given, or `graph`.</param>
    internal static async Task<Results<Ok<SimilarItemsResponse>, ProblemHttpResult>> GetSimilarItemsAsync(
        string id, [AsParameters] RankingQuery query, Recommender recommender, CancellationToken cancellationToken,
        [FromQuery] string? user = null, [FromQuery, AllowedValues(Embedding, Graph)] string via = Embedding)
    {
        var page = await recommender.SimilarAsync(id, user, via == Graph, query.ToQuestion(RecommendationEndpoint.Similar, $"{id}\n{via}\n{user}"), cancellationToken);
        return page is null ? Problems.UnknownItem(id) : TypedResults.Ok(SimilarItemsResponse.Of(id, page));
    }

    /// <param name="user">A user whose seen items are left out.</param>
    internal static async Task<Ok<RankedItemsResponse>> GetPopularItemsAsync(
        [AsParameters] RankingQuery query, Recommender recommender, CancellationToken cancellationToken, [FromQuery] string? user = null) =>
        TypedResults.Ok(RankedItemsResponse.Of(await recommender.PopularAsync(user, query.ToQuestion(RecommendationEndpoint.Popular, $"{user}"), cancellationToken)));

    /// <param name="user">A user whose seen items are left out.</param>
    internal static async Task<Ok<RankedItemsResponse>> GetLatestItemsAsync(
        [AsParameters] RankingQuery query, Recommender recommender, CancellationToken cancellationToken, [FromQuery] string? user = null) =>
        TypedResults.Ok(RankedItemsResponse.Of(await recommender.LatestAsync(user, query.ToQuestion(RecommendationEndpoint.Latest, $"{user}"), cancellationToken)));
}
