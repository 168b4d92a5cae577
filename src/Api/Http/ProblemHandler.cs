using System.Text.Json;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Settings;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Snapshots;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace KDiffE.Api.Http;

/// <summary>
/// Says what is wrong with a request whose handler could not be called or gave up: a client's error, or a database that is
/// away, which has a line of its own, so nothing for the log. Every other exception is a fault of the service.
/// </summary>
internal sealed class ProblemHandler : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Describe(httpContext, exception) is not { } problem)
            return false;
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult? Describe(HttpContext context, Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Problems.InvalidBody(JsonErrors.Describe(json)),
        BadHttpRequestException { InnerException: InvalidDataException } => Problems.InvalidBody($"It {Problems.CannotBeUnpacked}"),
        BadHttpRequestException bad => Unbound(context, bad),
        InvalidSettingException => Problems.InvalidSetting(exception.Message),
        CursorGoneException gone => Problems.CursorGone(gone.Message),
        CatalogUnknownException => Problems.DatabaseUnavailable(context),
        InvalidParameterException invalid => Problems.InvalidParameter(invalid.Parameter, invalid.Rule),
        NoSnapshotException => Problems.NotReady(context, exception.Message),
        ScansBusyException => Problems.ScansBusy(context, exception.Message),
        PreviewBusyException => Problems.SnapshotLoading(context, exception.Message),
        SnapshotUseException => Problems.SnapshotNotUsable(exception.Message),
        InvalidSnapshotException invalid => Problems.SnapshotNotUsable($"Its file is refused: {invalid.Reason}"),
        // Hangfire's pages take what its own forms send for granted.
        _ when IsNoForm(exception) && context.Request.Path.StartsWithSegments("/hangfire", StringComparison.OrdinalIgnoreCase) =>
            TypedResults.Problem("The pages of the queue send no such request.", statusCode: StatusCodes.Status400BadRequest),
        // Wherever no filter looks for it, such as on the pages of the queue.
        _ when TransientErrors.IsAway(exception) => Problems.DatabaseUnavailable(context),
        _ => null,
    };

    private static bool IsNoForm(Exception exception) =>
        exception is FormatException || (exception is InvalidOperationException && exception.Message.Contains("Content-Type", StringComparison.Ordinal));

    // ASP.NET tells which parameter it is in words alone: Failed to bind parameter "int n" from "ten".
    private static ProblemHttpResult Unbound(HttpContext context, BadHttpRequestException error)
    {
        var endpoint = context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Endpoint;
        return QueryParameters.Refused(context.Request.Query, endpoint, name => error.Message.Contains($" {name}\" from \"", StringComparison.Ordinal))
            ?? (error.StatusCode == StatusCodes.Status400BadRequest && endpoint?.Metadata.GetMetadata<IAcceptsMetadata>() is not null
                ? Problems.InvalidBody("It is empty or null.")
                : TypedResults.Problem(error.Message, statusCode: error.StatusCode));
    }
}
