using System.ComponentModel;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Keys;

namespace KDiffE.Api.Catalog;

/// <summary>What all rows with external ids have in common: how they are put, patched and deleted.</summary>
internal static class RowsApi
{
    // Attributes of 64 KiB, and what stands beside them.
    private const long MaxBytes = 256 * 1024;

    /// <summary>The group of the routes of a kind of rows.</summary>
    public static RouteGroupBuilder MapRows(this IEndpointRouteBuilder app, string path, string tag)
    {
        var group = app.MapGroup(path).WithTags(tag)
            .RequireRole(toRead: Role.Read, toChange: Role.Ingest)
            .RequireDatabase()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.AddEndpointFilter<RefusedRows>();
        return group;
    }

    /// <summary>Adds <c>PUT</c>, <c>PATCH</c> and <c>DELETE</c> of <c>/{id}</c>, and bulk writes.</summary>
    public static void MapWrites<T>(this RouteGroupBuilder group, KeyedKind<T> kind)
        where T : class, IKeyedFields<T>
    {
        var name = $"{char.ToUpperInvariant(kind.Singular[0])}{kind.Singular[1..]}";
        group.MapPut("/{id}", ([Description("The external id, percent-encoded.")] string id, HttpContext context, CatalogWriter writer) => PutAsync(kind, id, context, writer))
            .WithName($"Put{name}")
            .WithSummary($"Create the {kind.Singular}, or put it in the place of the one that is there")
            .WithDescription("A field that is left out is empty afterwards.")
            .Accepts<T>("application/json")
            .LimitBody(MaxBytes)
            .Produces(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status204NoContent);
        group.MapPatch("/{id}", ([Description("The external id, percent-encoded.")] string id, HttpContext context, CatalogWriter writer) => PatchAsync(kind, id, context, writer))
            .WithName($"Patch{name}")
            .WithSummary($"Change fields of the {kind.Singular}")
            .WithDescription("A JSON merge patch (RFC 7396): null clears a field, and so it does a member of the attributes.")
            .Accepts<T>("application/merge-patch+json", "application/json")
            .LimitBody(MaxBytes)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", ([Description("The external id, percent-encoded.")] string id, CatalogWriter writer, CancellationToken cancellationToken) =>
                DeleteAsync(kind, id, writer, cancellationToken))
            .WithName($"Delete{name}")
            .WithSummary($"Delete the {kind.Singular}, and all that there is only with it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapBulk(kind);
    }

    private static async Task<IResult> PutAsync<T>(KeyedKind<T> kind, string id, HttpContext context, CatalogWriter writer)
        where T : class, IKeyedFields<T>
    {
        var row = kind.Parse(await RowBody.ReadAsync(context));
        if (row.Id is { } said && said != id)
            return Problems.InvalidField("id", $"is '{said}' where the path says '{id}'");
        var counts = await writer.PutAsync(kind, [row.WithId(id)], context.RequestAborted);
        return counts.Inserted > 0 ? TypedResults.Created($"/{kind.Name}/{Uri.EscapeDataString(id)}") : TypedResults.NoContent();
    }

    private static async Task<IResult> PatchAsync<T>(KeyedKind<T> kind, string id, HttpContext context, CatalogWriter writer)
        where T : class, IKeyedFields<T>
    {
        var patch = RowBody.Parse(await RowBody.ReadAsync(context));
        return await writer.PatchAsync(kind, id, patch, context.RequestAborted) ? TypedResults.NoContent() : Problems.NotStored(kind.Singular, $"'{id}'");
    }

    private static async Task<IResult> DeleteAsync<T>(KeyedKind<T> kind, string id, CatalogWriter writer, CancellationToken cancellationToken)
        where T : class, IKeyedFields<T> =>
        await writer.DeleteAsync(kind, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotStored(kind.Singular, $"'{id}'");
}
