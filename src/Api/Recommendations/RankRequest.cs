using System.Text.Json.Serialization;
using KDiffE.Api.Http;

namespace KDiffE.Api.Recommendations;

/// <summary>Items to be put in order for somebody.</summary>
/// <param name="Items">Ids of the items, from 1 to 1,000.</param>
/// <param name="UserId">For whom; or else `likes`.</param>
/// <param name="Likes">What somebody likes of whom nothing else is known.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RankRequest(
    [property: Entries(1, 1_000)] IReadOnlyList<string> Items,
    string? UserId = null,
    [property: Entries(0, 1_000)] IReadOnlyList<LikedItem>? Likes = null) : RankingFilterRequest;
