using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Recommendations;

/// <summary>Given items in their order.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source">What the items are ranked by.</param>
/// <param name="Items">The items, best first.</param>
/// <param name="LeftOut">Those that are not among them, and why.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record RankResponse(
    string SnapshotVersion, RecommendationSource Source, IReadOnlyList<RankedItem> Items, IReadOnlyList<LeftOutItem> LeftOut,
    string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
