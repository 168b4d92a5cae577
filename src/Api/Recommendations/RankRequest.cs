using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Recommendations;

/// <summary>Items to be put in order for somebody.</summary>
/// <param name="Items">Ids of the items, from 1 to 1,000.</param>
/// <param name="UserId">For whom; or else `likes`.</param>
/// <param name="Likes">What somebody likes of whom nothing else is known.</param>
/// <param name="Exclude">Ids of items that are not to be in the answer.</param>
/// <param name="IncludeSeen">Whether items are ranked that the user has seen.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RankRequest(
    [property: MinLength(1), MaxLength(1_000)] IReadOnlyList<string> Items,
    string? UserId = null,
    [property: MaxLength(1_000)] IReadOnlyList<LikedItem>? Likes = null,
    IReadOnlyList<string>? Exclude = null,
    bool IncludeSeen = false);
