using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KDiffE.Api.Http;

namespace KDiffE.Api.Recommendations;

/// <summary>Somebody of whom items are known and nothing else.</summary>
/// <param name="Items">What they like, from 1 to 1,000 items.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionRequest([property: Entries(1, 1_000)] IReadOnlyList<LikedItem> Items) : RankingRequest;

/// <summary>An item that somebody likes.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Weight">How much, above 0; 1 unless given.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LikedItem(string Id, [property: Range(1e-6, 1e6, ErrorMessage = RankingFilterRequest.RangeRule)] double Weight = 1);
