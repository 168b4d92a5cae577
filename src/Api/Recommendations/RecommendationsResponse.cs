using System.Text.Json.Serialization;
using KDiffE.Api.Serving;

namespace KDiffE.Api.Recommendations;

/// <summary>What a user may like, best first.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source"><c>popular</c> for a user whom the snapshot does not know.</param>
/// <param name="Items">Items that the user has not interacted with.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record RecommendationsResponse(
    string UserId, string SnapshotVersion, RankingSource Source, IReadOnlyList<RankedItem> Items, string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
