using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;

namespace KDiffE.Api.Items;

/// <summary>Items in an order that depends on no user.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The items, best first.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Next">Given as `cursor`, leads to the next page; absent when there is none.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record RankedItemsResponse(
    string SnapshotVersion, IReadOnlyList<RankedItem> Items, string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded)
{
    internal static RankedItemsResponse Of(Page page) => new(page.Version, page.Items, page.Id.ToString(), page.Next?.ToString(), page.Degraded);
}
