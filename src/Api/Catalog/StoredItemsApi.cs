using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Catalog;

/// <summary>Items as they are stored, with their features.</summary>
internal static class StoredItemsApi
{
    private const long MaxFeatureBytes = 1 << 20;

    public static void MapStoredItems(this IEndpointRouteBuilder app)
    {
        var api = app.MapRows("/items", "Items");
        api.MapGet("", ListItemsAsync)
            .WithName("ListItems")
            .WithSummary("Items by external id");
        api.MapGet("/{id}", GetItemAsync)
            .WithName("GetItem")
            .WithSummary("An item")
            .WithDescription("An item that is called as a ranking is, such as 'popular', is found by the list's parameter id.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapWrites(RowKinds.Items);

        api.MapGet("/{id}/features", ListFeaturesAsync)
            .WithName("ListFeatures")
            .WithSummary("The features of an item, by modality")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut("/{id}/features/{modality}", PutFeatureAsync)
            .WithName("PutFeature")
            .WithSummary("Set the feature of an item in one modality")
            .WithDescription("Features of a modality have one size. An item that is not known yet is created.")
            .Accepts<FeatureFields>("application/json")
            .LimitBody(MaxFeatureBytes)
            .Produces(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status204NoContent);
        api.MapDelete("/{id}/features/{modality}", DeleteFeatureAsync)
            .WithName("DeleteFeature")
            .WithSummary("Delete the feature of an item in one modality")
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapRows("/features", "Items").MapBulk(RowKinds.Features);
    }

    /// <param name="id">The one with this external id.</param>
    /// <param name="startsWith">Those whose external id starts so.</param>
    /// <param name="category">Those that have this category.</param>
    /// <param name="hidden">Those that are hidden, or those that are not.</param>
    /// <param name="updatedSince">Those that changed at this time or later.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<ItemsResponse>> ListItemsAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? id = null, [FromQuery] string? startsWith = null, [FromQuery] string? category = null, [FromQuery] bool? hidden = null,
        [FromQuery] string? updatedSince = null, [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var filter = new ItemFilter(id, category, hidden, PageSize.Time("updatedSince", updatedSince), startsWith);
        var page = await queries.ListItemsAsync(filter, new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new ItemsResponse(page.Rows, page.Next));
    }

    /// <param name="id">The item's external id, percent-encoded.</param>
    internal static async Task<Results<Ok<StoredItem>, ProblemHttpResult>> GetItemAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken) =>
        await queries.GetItemAsync(id, cancellationToken) is { } item ? TypedResults.Ok(item) : Problems.NotStored("item", $"'{id}'");

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="modality">The one of this modality.</param>
    internal static async Task<Results<Ok<FeaturesResponse>, ProblemHttpResult>> ListFeaturesAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken, [FromQuery] string? modality = null) =>
        await queries.ListFeaturesAsync(id, modality, cancellationToken) is { } features
            ? TypedResults.Ok(new FeaturesResponse(features))
            : Problems.NotStored("item", $"'{id}'");

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="modality">For example <c>image</c>.</param>
    internal static async Task<IResult> PutFeatureAsync(string id, string modality, HttpContext context, CatalogWriter writer)
    {
        var feature = RowKinds.Features.Parse(await RowBody.ReadAsync(context));
        if ((feature.Item ?? id) != id || (feature.Modality ?? modality) != modality)
            return Problems.InvalidField(feature.Item is null ? "modality" : "item", "is another one than that of the path");
        var counts = await writer.PutAsync(RowKinds.Features, [feature with { Item = id, Modality = modality }], context.RequestAborted);
        return counts.Inserted > 0 ? TypedResults.Created($"/items/{Uri.EscapeDataString(id)}/features") : TypedResults.NoContent();
    }

    /// <param name="id">The item's external id, percent-encoded.</param>
    /// <param name="modality">For example <c>image</c>.</param>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteFeatureAsync(
        string id, string modality, CatalogWriter writer, CancellationToken cancellationToken) =>
        await writer.DeleteFeatureAsync(id, modality, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotStored("feature", $"'{modality}' of item '{id}'");
}
