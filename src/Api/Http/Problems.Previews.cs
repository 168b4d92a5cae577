using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Http;

/// <summary>What may keep somebody from looking at a snapshot.</summary>
internal static partial class Problems
{
    /// <summary>Another snapshot is being loaded: asks the client to come back.</summary>
    public static ProblemHttpResult SnapshotLoading(HttpContext context, string reason) =>
        TryLater(context, "snapshot-loading", "Another snapshot is being loaded", reason);
}
