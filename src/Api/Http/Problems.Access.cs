using System.Globalization;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>Who may not, and who has asked too much.</summary>
internal static partial class Problems
{
    /// <summary>As many rankings wait as may: asks the client to come back.</summary>
    public static ProblemHttpResult ScansBusy(HttpContext context, string reason) =>
        TryLater(context, "scans-busy", "Too many rankings wait", reason, seconds: "1");

    /// <summary>There is no key, or none that is accepted. The key itself is never repeated.</summary>
    public static ProblemHttpResult Unauthenticated(string reason) =>
        Create(StatusCodes.Status401Unauthorized, "unauthenticated", "A key is needed", reason);

    /// <summary>The key lacks the role of the route.</summary>
    public static ProblemHttpResult Forbidden(Role? needed) =>
        Create(StatusCodes.Status403Forbidden, "forbidden", "The key may not do this",
            needed is { } role ? $"This needs a key with the role '{role.ToString().ToLowerInvariant()}' or 'admin'." : "Nobody may use this route.");

    /// <summary>Keys cannot be looked up: asks the client to come back.</summary>
    public static ProblemHttpResult KeysUnavailable(HttpContext context) =>
        TryLater(context, "database-unavailable", "The database does not answer", "The key is not known to this process, and cannot be looked up.");

    /// <summary>A limit of the caller is used up: says when there is some of it again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">Which limit, in words.</param>
    /// <param name="retryAfter">When to ask again.</param>
    public static ProblemHttpResult TooManyRequests(HttpContext context, string limit, TimeSpan retryAfter) => TryLater(
        context, "too-many-requests", "Too much was asked for", $"The limit on {limit} is used up.",
        StatusCodes.Status429TooManyRequests, Math.Ceiling(Math.Max(retryAfter.TotalSeconds, 1)).ToString(CultureInfo.InvariantCulture));

    /// <summary>The request took longer than it may.</summary>
    public static ProblemHttpResult TimedOut(TimeSpan limit) => Create(
        StatusCodes.Status504GatewayTimeout, "timed-out", "The request took too long", $"It may take {limit.TotalSeconds} seconds.");

    public static ProblemHttpResult UnknownKey(string id) =>
        Create(StatusCodes.Status404NotFound, "unknown-key", "The key is unknown", $"There is no key with the id '{id}'.");

    public static ProblemHttpResult KeyConflict(string reason) =>
        Create(StatusCodes.Status409Conflict, "key-conflict", "The client's keys do not allow this", reason);
}
