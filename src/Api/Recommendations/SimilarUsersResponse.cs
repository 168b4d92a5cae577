using System.Text.Json.Serialization;
using KDiffE.Api.Serving;

namespace KDiffE.Api.Recommendations;

/// <summary>Users who like what another one likes, the most similar first.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Users">Those that the model knows.</param>
/// <param name="Degraded">Whether the database is away, or another snapshot than the active one answers: what changed since may be missing. Absent otherwise.</param>
public sealed record SimilarUsersResponse(
    string UserId, string SnapshotVersion, IReadOnlyList<RankedUser> Users,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded);
