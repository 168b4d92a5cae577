using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>Why rows do not come as a file.</summary>
internal static partial class Problems
{
    /// <summary>There are no rows of such a kind.</summary>
    public static ProblemHttpResult UnknownKind(string kind, IReadOnlyCollection<string> known) => Create(
        StatusCodes.Status404NotFound, "unknown-kind", "The kind of rows is unknown", $"There are no '{kind}'; there are: {string.Join(", ", known)}.");

    /// <summary>As many exports are under way as may: asks the client to come back.</summary>
    public static ProblemHttpResult TooManyExports(HttpContext context, int most) => TryLater(
        context, "too-many-exports", "Too many exports are under way", $"{most} are, and no more may.", StatusCodes.Status429TooManyRequests);
}
