using System.Text.Json.Serialization;
using KDiffE.Api.Http;

namespace KDiffE.Api.Recommendations;

/// <summary>Recommendations for many users at once.</summary>
/// <param name="UserIds">From 1 to 1,000 users.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchRequest([property: Entries(1, 1_000)] IReadOnlyList<string> UserIds) : RankingRequest;
