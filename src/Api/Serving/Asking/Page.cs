using KDiffE.Domain.Feedback;
namespace KDiffE.Api.Serving.Asking;

/// <summary>A ranking, or the part of it that was asked for.</summary>
/// <param name="Id">Names the answer, for feedback on it.</param>
/// <param name="Version">The snapshot that answered.</param>
/// <param name="Source">What the items are ranked by.</param>
/// <param name="Items">The items, best first.</param>
/// <param name="Next">Where the next page goes on; null when there is none.</param>
/// <param name="Degraded">Whether what changed since may be missing.</param>
internal sealed record Page(RecommendationId Id, string Version, RecommendationSource Source, IReadOnlyList<RankedItem> Items, Cursor? Next, bool Degraded);
