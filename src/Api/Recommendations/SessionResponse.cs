using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Recommendations;

/// <summary>What somebody may like of whom items are known.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source">`fold_in`, or `popular` where none of the items is trained.</param>
/// <param name="Items">The items, best first.</param>
/// <param name="UnknownItems">Those of the request that there are not.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record SessionResponse(
    string SnapshotVersion, RecommendationSource Source, IReadOnlyList<RankedItem> Items, IReadOnlyList<string> UnknownItems,
    string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
