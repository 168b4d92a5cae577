using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>Every error of the API: RFC 9457 problem details whose <c>type</c> never changes.</summary>
internal static class Problems
{
    private const string TypePrefix = "/errors/";
    private const string RetryAfterSeconds = "5";

    public static ProblemHttpResult UnknownItem(string id) =>
        Create(StatusCodes.Status404NotFound, "unknown-item", "The item is unknown", $"The served snapshot has no item '{id}'.");

    public static ProblemHttpResult UnknownParameter(string name, IReadOnlyCollection<string> known) =>
        Create(StatusCodes.Status400BadRequest, "unknown-parameter", "A query parameter is unknown",
            $"There is no query parameter '{name}' here; {(known.Count == 0 ? "there are none" : "there is: " + string.Join(", ", known))}.");

    public static ProblemHttpResult InvalidParameter(string name, string rule) =>
        Create(StatusCodes.Status400BadRequest, "invalid-parameter", "A query parameter has no valid value", $"'{name}' {rule}.");

    public static ProblemHttpResult InvalidId(string rule) =>
        Create(StatusCodes.Status400BadRequest, "invalid-id", "The id is not valid", rule);

    /// <summary>No snapshot is loaded: asks the client to come back.</summary>
    public static ProblemHttpResult NotReady(HttpContext context, string reason) =>
        TryLater(context, "not-ready", "No snapshot is loaded", reason);

    /// <summary>The database does not answer: asks the client to come back.</summary>
    public static ProblemHttpResult DatabaseUnavailable(HttpContext context) =>
        TryLater(context, "database-unavailable", "The database does not answer", "The list of snapshots cannot be read; recommendations do not need it.");

    /// <summary>Names the type of the problems that the framework makes.</summary>
    public static void NameType(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true)
            return;
        context.ProblemDetails.Type = TypePrefix + context.ProblemDetails.Status switch
        {
            StatusCodes.Status404NotFound => "unknown-route",
            StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
            >= StatusCodes.Status500InternalServerError => "internal",
            _ => "bad-request",
        };
    }

    private static ProblemHttpResult TryLater(HttpContext context, string type, string title, string detail)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Create(StatusCodes.Status503ServiceUnavailable, type, title, detail);
    }

    private static ProblemHttpResult Create(int status, string type, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: TypePrefix + type);
}
