using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Catalog;

/// <summary>The knowledge graph: entities, relations and the triples of them.</summary>
internal static class GraphApi
{
    private const string Tag = "Knowledge graph";

    public static void MapGraph(this IEndpointRouteBuilder app)
    {
        var entities = app.MapRows("/entities", Tag);
        entities.MapGet("", ListEntitiesAsync)
            .WithName("ListEntities")
            .WithSummary("Entities by external id");
        entities.MapGet("/{id}", GetEntityAsync)
            .WithName("GetEntity")
            .WithSummary("An entity")
            .ProducesProblem(StatusCodes.Status404NotFound);
        entities.MapWrites(RowKinds.Entities);

        var relations = app.MapRows("/relations", Tag);
        relations.MapGet("", ListRelationsAsync)
            .WithName("ListRelations")
            .WithSummary("Relations by external id");
        relations.MapGet("/{id}", GetRelationAsync)
            .WithName("GetRelation")
            .WithSummary("A relation")
            .ProducesProblem(StatusCodes.Status404NotFound);
        relations.MapWrites(RowKinds.Relations);

        var triples = app.MapRows("/triples", Tag);
        triples.MapGet("", ListTriplesAsync)
            .WithName("ListTriples")
            .WithSummary("Triples in the order in which they were stored");
        triples.MapPut("", PutTripleAsync)
            .WithName("PutTriple")
            .WithSummary("Store a triple")
            .WithDescription("Entities and relations that are not known yet are created.")
            .Accepts<TripleFields>("application/json")
            .LimitBody()
            .Produces(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status204NoContent);
        triples.MapDelete("", DeleteTripleAsync)
            .WithName("DeleteTriple")
            .WithSummary("Delete a triple")
            .ProducesProblem(StatusCodes.Status404NotFound);
        triples.MapBulk(RowKinds.Triples);
    }

    /// <param name="id">The one with this external id.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<EntitiesResponse>> ListEntitiesAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? id = null, [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var page = await queries.ListAsync<EntityRow>(new KeyFilter(id), new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new EntitiesResponse(page.Rows, page.Next));
    }

    /// <param name="id">The entity's external id, percent-encoded.</param>
    internal static async Task<Results<Ok<StoredRow>, ProblemHttpResult>> GetEntityAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken) =>
        await queries.GetAsync<EntityRow>(id, cancellationToken) is { } entity ? TypedResults.Ok(entity) : Problems.NotStored("entity", $"'{id}'");

    /// <param name="id">The one with this external id.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<RelationsResponse>> ListRelationsAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? id = null, [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var page = await queries.ListAsync<RelationRow>(new KeyFilter(id), new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new RelationsResponse(page.Rows, page.Next));
    }

    /// <param name="id">The relation's external id, percent-encoded.</param>
    internal static async Task<Results<Ok<StoredRow>, ProblemHttpResult>> GetRelationAsync(
        string id, CatalogQueries queries, CancellationToken cancellationToken) =>
        await queries.GetAsync<RelationRow>(id, cancellationToken) is { } relation ? TypedResults.Ok(relation) : Problems.NotStored("relation", $"'{id}'");

    /// <param name="head">Those about this entity.</param>
    /// <param name="relation">Those of this relation.</param>
    /// <param name="tail">Those that lead to this entity.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">How many, from 1 to 1000.</param>
    internal static async Task<Ok<TriplesResponse>> ListTriplesAsync(
        CatalogQueries queries, CancellationToken cancellationToken,
        [FromQuery] string? head = null, [FromQuery] string? relation = null, [FromQuery] string? tail = null,
        [FromQuery] string? after = null, [FromQuery, Range(1, PageSize.Max)] int n = PageSize.Default)
    {
        var page = await queries.ListTriplesAsync(new TripleFilter(head, relation, tail), new PageRequest(n, after), cancellationToken);
        return TypedResults.Ok(new TriplesResponse(page.Rows, page.Next));
    }

    internal static async Task<IResult> PutTripleAsync(HttpContext context, CatalogWriter writer)
    {
        var triple = RowKinds.Triples.Parse(await RowBody.ReadAsync(context));
        var counts = await writer.PutAsync(RowKinds.Triples, [triple], context.RequestAborted);
        return counts.Inserted > 0 ? TypedResults.StatusCode(StatusCodes.Status201Created) : TypedResults.NoContent();
    }

    /// <param name="head">The entity that the triple is about.</param>
    /// <param name="relation">Its relation.</param>
    /// <param name="tail">The entity that it leads to.</param>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteTripleAsync(
        CatalogWriter writer, CancellationToken cancellationToken,
        [FromQuery] string? head = null, [FromQuery] string? relation = null, [FromQuery] string? tail = null) =>
        await writer.DeleteTripleAsync(head, relation, tail, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotStored("triple", $"'{head}', '{relation}', '{tail}'");
}
