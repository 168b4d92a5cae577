using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using KDiffE.Api.Contract;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Catalog;

/// <summary>What users did with items.</summary>
internal static class InteractionsApi
{
    /// <summary>The most interactions of one request that is no bulk write.</summary>
    internal const int MaxRows = 1000;

    private const long MaxBytes = 4 << 20;

    public static void MapInteractions(this IEndpointRouteBuilder app)
    {
        var api = app.MapRows("/interactions", "Interactions");
        api.MapGet("", ListInteractionsAsync)
            .WithName("ListInteractions")
            .WithSummary("Interactions in the order in which they were stored");
        api.MapPost("", PostInteractionsAsync)
            .WithName("PostInteractions")
            .WithSummary("Store an interaction, or a list of at most 1000: all of them or none")
            .WithDescription("Users and items that are not known yet are created. An event of the same user, item, type and time takes the place of the one that is there.")
            .Accepts<OneOrMany<InteractionFields>>("application/json")
            .LimitBody(MaxBytes)
            .Produces<WrittenInteractionsResponse>();
        api.MapDelete("", DeleteInteractionsAsync)
            .WithName("DeleteInteractions")
            .WithSummary("Delete what a user did with an item");
        api.MapBulk(RowKinds.Interactions);
    }

    /// <param name="user">Those of this user.</param>
    /// <param name="item">Those with this item.</param>
    /// <param name="eventType">Those of this type.</param>
    /// <param name="since">Those that happened at this time or later.</param>
    /// <param name="until">Those that happened before this time.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<InteractionsResponse>> ListInteractionsAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? user = null, [FromQuery] string? item = null, [FromQuery] string? eventType = null, [FromQuery] string? since = null,
        [FromQuery] string? until = null, [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var filter = new InteractionFilter(user, item, eventType, PageSize.Time("since", since), PageSize.Time("until", until));
        var page = await queries.ListInteractionsAsync(filter, new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new InteractionsResponse(page.Rows, page.Next));
    }

    internal static async Task<IResult> PostInteractionsAsync(HttpContext context, CatalogWriter writer, TimeProvider time)
    {
        var body = RowBody.Parse(await RowBody.ReadAsync(context));
        if (body.ValueKind == JsonValueKind.Array && body.GetArrayLength() is 0 or > MaxRows)
            return Problems.InvalidBody($"A list has 1 to {MaxRows} interactions, not {body.GetArrayLength()}; for more there is /interactions/bulk.");
        var now = time.GetUtcNow();
        List<InteractionFields> rows = [.. Rows(body).Select(row => row with { OccurredAt = row.OccurredAt ?? now })];
        var counts = await writer.PutAsync(RowKinds.Interactions, rows, context.RequestAborted);
        return TypedResults.Ok(new WrittenInteractionsResponse(counts.Inserted, counts.Updated, rows.Count - counts.Inserted - counts.Updated));
    }

    /// <param name="user">The user's external id.</param>
    /// <param name="item">The item's.</param>
    /// <param name="eventType">Those of this type; all unless given.</param>
    /// <param name="occurredAt">The one that happened then; all unless given.</param>
    internal static async Task<Ok<DeletedInteractionsResponse>> DeleteInteractionsAsync(
        CatalogWriter writer, CancellationToken cancellationToken,
        [FromQuery] string? user = null, [FromQuery] string? item = null, [FromQuery] string? eventType = null, [FromQuery] string? occurredAt = null) =>
        TypedResults.Ok(new DeletedInteractionsResponse(
            await writer.DeleteInteractionsAsync(user, item, eventType, PageSize.Time("occurredAt", occurredAt), cancellationToken)));

    private static IEnumerable<InteractionFields> Rows(JsonElement body) => body.ValueKind == JsonValueKind.Array
        ? body.EnumerateArray().Select(Parse)
        : [RowKinds.Interactions.Parse(JsonMarshal.GetRawUtf8Value(body))];

    private static InteractionFields Parse(JsonElement row, int index)
    {
        try
        {
            return RowKinds.Interactions.Parse(JsonMarshal.GetRawUtf8Value(row));
        }
        catch (InvalidFieldException error)
        {
            throw error.InRow(index);
        }
    }
}
