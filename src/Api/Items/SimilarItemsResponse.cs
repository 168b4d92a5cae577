using System.Text.Json.Serialization;
using KDiffE.Api.Serving;

namespace KDiffE.Api.Items;

/// <summary>Items like another one, the most similar first.</summary>
/// <param name="ItemId">The item asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the cosine of the embeddings.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record SimilarItemsResponse(
    string ItemId, string SnapshotVersion, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
