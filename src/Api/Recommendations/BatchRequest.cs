using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Recommendations;

/// <summary>Recommendations for many users at once.</summary>
/// <param name="UserIds">From 1 to 1,000 users.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchRequest([property: MinLength(1), MaxLength(1_000)] IReadOnlyList<string> UserIds) : RankingRequest;
