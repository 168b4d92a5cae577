using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
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
            .Conditional<SimilarItemsResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/popular", GetPopularItemsAsync)
            .WithName("GetPopularItems")
            .WithSummary("What many liked of late")
            .WithDescription("An interaction counts half as much for every half-life of its age.")
            .Conditional<RankedItemsResponse>();
        api.MapGet("/latest", GetLatestItemsAsync)
            .WithName("GetLatestItems")
            .WithSummary("What came into the catalogue last")
            .Conditional<RankedItemsResponse>();
    }

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="user">A user whose seen items are left out.</param>
    /// <param name="via">`embedding`, unless given, or `graph`.</param>
    internal static async Task<IResult> GetSimilarItemsAsync(
        string id, [AsParameters] RankingQuery query, HttpContext http, ScanWork work, Recommender recommender, CancellationToken cancellationToken,
        [FromQuery] string? user = null, [FromQuery, AllowedValues(Embedding, Graph)] string via = Embedding)
    {
        var (question, asker) = (query.ToQuestion(RecommendationEndpoint.Similar, $"{id}\n{via}\n{user}"), new RankingAsker(http, work));
        return await recommender.SimilarAsync(id, user, via == Graph, question, asker, cancellationToken) is { } page
            ? TypedResults.Ok(SimilarItemsResponse.Of(id, page))
            : asker.Instead ?? Problems.UnknownItem(id);
    }

    /// <param name="user">A user whose seen items are left out.</param>
    internal static async Task<IResult> GetPopularItemsAsync(
        [AsParameters] RankingQuery query, HttpContext http, ScanWork work, Recommender recommender, CancellationToken cancellationToken, [FromQuery] string? user = null)
    {
        var asker = new RankingAsker(http, work);
        return Answer(await recommender.PopularAsync(user, query.ToQuestion(RecommendationEndpoint.Popular, $"{user}"), asker, cancellationToken), asker);
    }

    /// <param name="user">A user whose seen items are left out.</param>
    internal static async Task<IResult> GetLatestItemsAsync(
        [AsParameters] RankingQuery query, HttpContext http, ScanWork work, Recommender recommender, CancellationToken cancellationToken, [FromQuery] string? user = null)
    {
        var asker = new RankingAsker(http, work);
        return Answer(await recommender.LatestAsync(user, query.ToQuestion(RecommendationEndpoint.Latest, $"{user}"), asker, cancellationToken), asker);
    }

    private static IResult Answer(Page? page, RankingAsker asker) => page is null ? asker.Instead! : TypedResults.Ok(RankedItemsResponse.Of(page));
}
