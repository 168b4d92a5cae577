using System.ComponentModel.DataAnnotations;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Catalog;

/// <summary>The data as a whole: how much there is, and all of it as files.</summary>
internal static class DataApi
{
    public static void MapData(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithTags("Data")
            .RequireRole(Role.Read)
            .RequireDatabase();
        api.MapGet("/data", GetDataAsync)
            .WithName("GetData")
            .WithSummary("How many users, items, interactions, features and parts of the graph there are")
            .WithDescription("Up to 100,000 rows of a kind are counted; more than that are estimated by the statistics of the database, and `exact` is false.");
        api.MapGet("/export/{kind}", ExportAsync)
            .WithName("ExportRows")
            .WithSummary("All rows of a kind, as a file that a bulk write takes back as it is")
            .WithDescription("All are of one moment. A connection that ends early, without the end of the body, leaves a part that is not to be used.")
            .Produces<Stream>(StatusCodes.Status200OK, BulkApi.Ndjson, BulkApi.Csv)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            // It has a limit of its own.
            .DisableRequestTimeout();
    }

    internal static async Task<Ok<DataVolumes>> GetDataAsync(VolumeReader volumes, CancellationToken cancellationToken) =>
        TypedResults.Ok(await volumes.ReadAsync(cancellationToken));

    /// <param name="kind">What the rows are: <c>users</c>, <c>items</c>, <c>interactions</c>, <c>entities</c>, <c>relations</c>, <c>triples</c> or <c>features</c>.</param>
    /// <param name="format">A JSON object a line, or CSV whose first row names the fields.</param>
    internal static async Task<IResult> ExportAsync(
        string kind, HttpContext context, BulkReader reader, ExportSlots slots, CancellationToken cancellationToken,
        [FromQuery, AllowedValues("ndjson", "csv")] string format = "ndjson")
    {
        if (RowKinds.All.FirstOrDefault(known => known.Name == kind) is not { } rows)
            return Problems.UnknownKind(kind, [.. RowKinds.All.Select(known => known.Name)]);
        var chosen = Enum.Parse<BulkFormat>(format, ignoreCase: true);
        if (HeadRequests.IsHead(context))
            return new ExportResult(rows, chosen, source: null, slots);
        if (!slots.TryTake())
            return Problems.TooManyExports(context, slots.Count);
        try
        {
            return new ExportResult(rows, chosen, await reader.OpenAsync(rows, chosen, cancellationToken), slots);
        }
        catch
        {
            slots.GiveBack();
            throw;
        }
    }
}
