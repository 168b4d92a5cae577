using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Recommendations;

/// <summary>What a user may like, best first.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source">What the items are ranked by.</param>
/// <param name="Items">Items that the user has not interacted with.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Next">Given as `cursor`, leads to the next page; absent when there is none.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record RecommendationsResponse(
    string UserId, string SnapshotVersion, RecommendationSource Source, IReadOnlyList<RankedItem> Items, string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded)
{
    internal static RecommendationsResponse Of(string user, Page page) =>
        new(user, page.Version, page.Source, page.Items, page.Id.ToString(), page.Next?.ToString(), page.Degraded);
}
