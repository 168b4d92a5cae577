using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Ranking;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Items;

/// <summary>Rankings that do not depend on a user.</summary>
internal static class ItemsApi
{
    public static void MapItems(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/items").WithTags("Items")
            .RequireRole(Role.Read)
            .RequireSnapshot()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/{id}/similar", GetSimilarItems)
            .WithName("GetSimilarItems")
            .WithSummary("Items like this one")
            .WithDescription("Ranked by the cosine of the embeddings; the item itself is left out.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/popular", GetPopularItems)
            .WithName("GetPopularItems")
            .WithSummary("The items with the most interactions");
    }

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="n">How many items, from 1 to 100.</param>
    internal static Results<Ok<SimilarItemsResponse>, ProblemHttpResult> GetSimilarItems(
        string id, SnapshotHolder snapshots, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        using var served = snapshots.Acquire();
        if (!served.Snapshot.TryGetItem(id, out var item))
            return Problems.UnknownItem(id);
        Span<ScoredItem> top = (stackalloc ScoredItem[ResultSize.Max])[..n];
        var found = served.Ranking.SimilarTo(item, top);
        return TypedResults.Ok(new SimilarItemsResponse(id, served.Version, served.Describe(top[..found], RankingSource.Model), snapshots.Degraded));
    }

    /// <param name="n">How many items, from 1 to 100.</param>
    internal static Ok<PopularItemsResponse> GetPopularItems(SnapshotHolder snapshots, [FromQuery, Range(1, ResultSize.Max)] int n = ResultSize.Default)
    {
        using var served = snapshots.Acquire();
        Span<ScoredItem> top = (stackalloc ScoredItem[ResultSize.Max])[..n];
        var found = served.Ranking.Popular(top);
        return TypedResults.Ok(new PopularItemsResponse(served.Version, served.Describe(top[..found], RankingSource.Popular), snapshots.Degraded));
    }
}
