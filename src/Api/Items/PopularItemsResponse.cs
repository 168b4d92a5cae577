using System.Text.Json.Serialization;
using KDiffE.Api.Serving;

namespace KDiffE.Api.Items;

/// <summary>The items with the most interactions.</summary>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Items">The score is the number of interactions.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record PopularItemsResponse(
    string SnapshotVersion, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
