using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Catalog;

/// <summary>Users, and what they did.</summary>
internal static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var api = app.MapRows("/users", "Users");
        api.MapGet("", ListUsersAsync)
            .WithName("ListUsers")
            .WithSummary("Users by external id");
        api.MapGet("/{id}", GetUserAsync)
            .WithName("GetUser")
            .WithSummary("A user")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/{id}/interactions", ListUserInteractionsAsync)
            .WithName("ListUserInteractions")
            .WithSummary("What a user did")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapWrites(RowKinds.Users);
    }

    /// <param name="id">The one with this external id.</param>
    /// <param name="startsWith">Those whose external id starts so.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<UsersResponse>> ListUsersAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? id = null, [FromQuery] string? startsWith = null, [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var page = await queries.ListAsync<UserRow>(new KeyFilter(id, startsWith), new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new UsersResponse(page.Rows, page.Next));
    }

    /// <param name="id">The user's external id, percent-encoded.</param>
    internal static async Task<Results<Ok<StoredRow>, ProblemHttpResult>> GetUserAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken) =>
        await queries.GetAsync<UserRow>(id, cancellationToken) is { } user ? TypedResults.Ok(user) : Unknown(id);

    /// <param name="id">The user's external id, percent-encoded.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Results<Ok<InteractionsResponse>, ProblemHttpResult>> ListUserInteractionsAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        if (await queries.GetAsync<UserRow>(id, cancellationToken) is null)
            return Unknown(id);
        var page = await queries.ListInteractionsAsync(new InteractionFilter(id), new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new InteractionsResponse(page.Rows, page.Next));
    }

    private static ProblemHttpResult Unknown(string id) => Problems.NotStored("user", $"'{id}'");
}
