using System.ComponentModel;
using System.Runtime.ExceptionServices;
using KDiffE.Api.Http;
using KDiffE.Infrastructure.Bulk;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KDiffE.Api.Catalog;

/// <summary>Bulk writes: any number of rows in one request and one transaction.</summary>
internal static class BulkApi
{
    internal const string Ndjson = "application/x-ndjson";
    internal const string Csv = "text/csv";

    /// <summary>Adds <c>POST …/bulk</c> to the routes of a kind of rows.</summary>
    public static void MapBulk<T>(this RouteGroupBuilder group, RowKind<T> kind)
        where T : class, IFields<T>
    {
        var limits = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<IOptions<BulkOptions>>().Value;
        group.MapPost("/bulk", (HttpContext context, BulkWriter writer, BulkSlots slots, [FromQuery, Description("Whether one bad row refuses all of them.")] bool strict = false) =>
                WriteAsync(kind, context, writer, slots, strict))
            .WithName($"BulkWrite{char.ToUpperInvariant(kind.Name[0])}{kind.Name[1..]}")
            .WithSummary($"Write any number of {kind.Name}, all at once")
            .WithDescription(
                $"A JSON object `{typeof(T).Name}` a line ({Ndjson}), or CSV whose first row names its fields ({Csv}), as it is or packed. Each row does what a PUT of it does. "
                + "A bad row is rejected with its line and the rest goes in; with strict=true nothing does.")
            .Accepts<Stream>(Ndjson, Csv)
            .LimitBody(limits.MaxBytes)
            .Produces<BulkResponse>()
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            // It has a limit of its own.
            .DisableRequestTimeout();
    }

    private static async Task<IResult> WriteAsync<T>(RowKind<T> kind, HttpContext context, BulkWriter writer, BulkSlots slots, bool strict)
        where T : class, IFields<T>
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type))
            return TypedResults.Problem($"The Content-Type is missing: {Ndjson} or {Csv}.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (!slots.TryTake())
            return Problems.TooManyBulkWrites(context, slots.Count);
        try
        {
            var format = type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? BulkFormat.Csv : BulkFormat.Ndjson;
            var report = await writer.WriteAsync(kind, context.Request.Body, format, strict, context.RequestAborted);
            return report switch
            {
                { Read: 0 } => Problems.InvalidBody("It holds no row."),
                { Committed: false } => Problems.BulkRejected(report.Read, report.Rejected, report.Errors),
                _ => TypedResults.Ok(new BulkResponse(report.Read, report.Inserted, report.Updated, report.Unchanged, report.Rejected, report.Errors)),
            };
        }
        catch (BulkFailedException error) when (Describe(context, error) is { } problem)
        {
            return problem;
        }
        catch (BulkFailedException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
        finally
        {
            slots.GiveBack();
        }
    }

    // Null for what is no fault of the request or the database, and for a client that is gone.
    private static ProblemHttpResult? Describe(HttpContext context, BulkFailedException error) => error.InnerException switch
    {
        _ when context.RequestAborted.IsCancellationRequested => null,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.BodyTooLarge(BodySize.Of(context)),
        InvalidDataException => Problems.BulkUnreadable(error.Read, $"The body {Problems.CannotBeUnpacked}"),
        BadHttpRequestException or BulkFormatException => Problems.BulkUnreadable(error.Read, error.Message),
        TimeoutException => Problems.BulkFailed(context, error.Phase, error.Read, error.Message),
        _ when TransientErrors.IsTransient(error) => Problems.BulkFailed(context, error.Phase, error.Read, "The database does not answer, or gave the rows to another transaction."),
        _ => null,
    };
}
