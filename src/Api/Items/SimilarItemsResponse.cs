using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;

namespace KDiffE.Api.Items;

/// <summary>Items like another one, the most similar first.</summary>
/// <param name="ItemId">The item asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the cosine of the embeddings, or of what the items have in the knowledge graph.</param>
/// <param name="RecommendationId">What feedback on this answer refers to.</param>
/// <param name="Next">Given as `cursor`, leads to the next page; absent when there is none.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record SimilarItemsResponse(
    string ItemId, string SnapshotVersion, IReadOnlyList<RankedItem> Items, string RecommendationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded)
{
    internal static SimilarItemsResponse Of(string item, Page page) => new(item, page.Version, page.Items, page.Id.ToString(), page.Next?.ToString(), page.Degraded);
}
