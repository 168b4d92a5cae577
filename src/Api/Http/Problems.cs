using System.Diagnostics;
using KDiffE.Domain.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>Every error of the API: RFC 9457 problem details whose <c>type</c> never changes.</summary>
internal static partial class Problems
{
    private const string TypePrefix = "/errors/";
    private const string RetryAfterSeconds = "5";

    // A training takes minutes at least.
    private const string QueueRetryAfterSeconds = "60";

    // What ASP.NET makes; another status is the last one's, or that of faults from 500 on.
    private static readonly (int Status, string Type, string Title)[] General =
    [
        (StatusCodes.Status404NotFound, "unknown-route", "Not Found"),
        (StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "Method Not Allowed"),
        (StatusCodes.Status500InternalServerError, "internal", "An error occurred while processing your request."),
        (StatusCodes.Status400BadRequest, "bad-request", "Bad Request"),
    ];

    public static ProblemHttpResult UnknownItem(string id) =>
        Create(StatusCodes.Status404NotFound, "unknown-item", "The item is unknown", $"The served snapshot has no item '{id}'.");

    public static ProblemHttpResult UnknownUser(string id) =>
        Create(StatusCodes.Status404NotFound, "unknown-user", "The user is unknown", $"Nothing is known of what user '{id}' likes.");

    public static ProblemHttpResult UnknownParameter(string name, IReadOnlyCollection<string> known) =>
        Create(StatusCodes.Status400BadRequest, "unknown-parameter", "A query parameter is unknown",
            $"There is no query parameter '{name}' here; {(known.Count == 0 ? "there are none" : "there is: " + string.Join(", ", known))}.");

    public static ProblemHttpResult InvalidParameter(string name, string rule) =>
        Create(StatusCodes.Status400BadRequest, "invalid-parameter", "A query parameter has no valid value", $"'{name}' {rule}.");

    public static ProblemHttpResult InvalidId(string rule) =>
        Create(StatusCodes.Status400BadRequest, "invalid-id", "The id is not valid", rule);

    public static ProblemHttpResult InvalidPath() =>
        Create(StatusCodes.Status400BadRequest, "invalid-path", "The path is not valid",
            "It has a segment '.' or '..', which stands for another path: ask for that one. No id is one of the two.");

    /// <summary>A page that cannot be gone on from.</summary>
    public static ProblemHttpResult CursorGone(string reason) =>
        Create(StatusCodes.Status410Gone, "cursor-gone", "The next page is gone", $"{reason} Ask for the first page again.");

    public static ProblemHttpResult InvalidHeader(string name, string rule) =>
        Create(StatusCodes.Status400BadRequest, "invalid-header", "A header has no valid value", $"'{name}' {rule}.");

    public static ProblemHttpResult InvalidBody(string reason) =>
        Create(StatusCodes.Status400BadRequest, "invalid-body", "The body is not valid", reason);

    public static ProblemHttpResult BodyTooLarge(long bytes) =>
        Create(StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large", $"It has at most {bytes} bytes here.");

    public static ProblemHttpResult InvalidSetting(string reason) =>
        Create(StatusCodes.Status400BadRequest, "invalid-setting", "A setting is not valid", reason);

    public static ProblemHttpResult InvalidSchedule(string reason) =>
        Create(StatusCodes.Status400BadRequest, "invalid-schedule", "The schedule is not valid", reason);

    public static ProblemHttpResult UnknownSchedule(string name) =>
        Create(StatusCodes.Status404NotFound, "unknown-schedule", "The schedule is unknown", $"There is no schedule '{name}'.");

    public static ProblemHttpResult UnknownRun(long run) =>
        Create(StatusCodes.Status404NotFound, "unknown-run", "The training run is unknown", $"There is no training run {run}.");

    public static ProblemHttpResult TrainingBusy(long run) => Create(
        StatusCodes.Status409Conflict, "training-busy", "A training run is active",
        $"Run {run} waits or runs, see /training/runs/{run}; with queue=true another one waits behind it.", ("runId", run));

    public static ProblemHttpResult RunEnded(long run, RunState state) => Create(
        StatusCodes.Status409Conflict, "run-ended", "The training run has ended", $"Run {run} is {state.ToString().ToLowerInvariant()}.", ("runId", run));

    public static ProblemHttpResult KeyReused(long run) => Create(
        StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "The key belongs to another request",
        $"Run {run} was asked for with this Idempotency-Key and other arguments.", ("runId", run));

    public static ProblemHttpResult UnknownSnapshot(string version) =>
        Create(StatusCodes.Status404NotFound, "unknown-snapshot", "The snapshot is unknown", $"There is no snapshot '{version}'.");

    public static ProblemHttpResult SnapshotNotUsable(string reason) =>
        Create(StatusCodes.Status409Conflict, "snapshot-not-usable", "The snapshot cannot be used like this", reason);

    /// <summary>No snapshot is loaded: asks the client to come back.</summary>
    public static ProblemHttpResult NotReady(HttpContext context, string reason) =>
        TryLater(context, "not-ready", "No snapshot is loaded", reason);

    /// <summary>The database does not answer: asks the client to come back.</summary>
    public static ProblemHttpResult DatabaseUnavailable(HttpContext context) =>
        TryLater(context, "database-unavailable", "The database does not answer", "Recommendations do not need it; this does.");

    /// <summary>The database is not one that this version may work with; until that is put right, asks the client to come back.</summary>
    public static ProblemHttpResult SchemaUnusable(HttpContext context, string reason) =>
        TryLater(context, "schema-unusable", "The schema of the database is not this version's", reason);

    /// <summary>As many runs wait as may: asks the client to come back when one of them has been trained.</summary>
    public static ProblemHttpResult TrainingQueueFull(HttpContext context, int most) =>
        TryLater(
            context, "training-queue-full", "Too many training runs wait", $"{most} runs wait, and no more may; cancel some, or come back when they are trained.",
            StatusCodes.Status429TooManyRequests, QueueRetryAfterSeconds);

    /// <summary>
    /// Gives the problems that ASP.NET makes this API's types and words, and every problem the trace id of its lines in the log.
    /// </summary>
    public static void Complete(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Type?.StartsWith(TypePrefix, StringComparison.Ordinal) != true)
            context.ProblemDetails = Describe(context.HttpContext, context.ProblemDetails);
        if (Activity.Current is { } activity)
            context.ProblemDetails.Extensions["traceId"] = activity.TraceId.ToHexString();
    }

    private static ProblemDetails Describe(HttpContext context, ProblemDetails problem)
    {
        if (problem is HttpValidationProblemDetails { Errors: var errors }
            && QueryParameters.Refused(context.Request.Query, context.GetEndpoint(), errors.ContainsKey) is { } refused)
        {
            return refused.ProblemDetails;
        }

        if (problem is HttpValidationProblemDetails invalid)
            return InvalidBody(string.Join(' ', invalid.Errors.Select(error => $"'{JsonErrors.PlaceOf(error.Key)}' {string.Join(' ', error.Value)}"))).ProblemDetails;

        if (problem.Status == StatusCodes.Status413PayloadTooLarge)
            return BodyTooLarge(BodySize.Of(context)).ProblemDetails;
        problem.Type = TypePrefix + General.First(general => general.Status == problem.Status || general.Status == Rest(problem.Status)).Type;
        return problem;
    }

    private static int Rest(int? status) => status >= StatusCodes.Status500InternalServerError ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest;

    private static ProblemHttpResult TryLater(
        HttpContext context, string type, string title, string detail, int status = StatusCodes.Status503ServiceUnavailable, string seconds = RetryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = seconds;
        return Create(status, type, title, detail);
    }

    private static ProblemHttpResult Create(int status, string type, string title, string detail, params (string Key, object? Value)[] extensions) =>
        TypedResults.Problem(
            detail, statusCode: status, title: title, type: TypePrefix + type,
            extensions: extensions.Select(extension => KeyValuePair.Create(extension.Key, extension.Value)));
}
