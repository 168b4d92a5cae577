using System.Text.Json.Serialization;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Recommendations;

/// <summary>What a snapshot would recommend to a user, best first. It has no id to send feedback on: nobody was shown it.</summary>
/// <param name="UserId">The user asked for.</param>
/// <param name="SnapshotVersion">The snapshot that answered.</param>
/// <param name="Source">What the items are ranked by.</param>
/// <param name="Items">Items that the user has not interacted with.</param>
/// <param name="Next">Given as `cursor`, leads to the next page; absent when there is none.</param>
/// <param name="Degraded">Whether the database is away: what changed since may be missing. Absent otherwise.</param>
public sealed record PreviewResponse(
    string UserId, string SnapshotVersion, RecommendationSource Source, IReadOnlyList<RankedItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Degraded)
{
    internal static PreviewResponse Of(string user, Page page) => new(user, page.Version, page.Source, page.Items, page.Next?.ToString(), page.Degraded);
}
