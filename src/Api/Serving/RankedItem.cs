using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Serving;

/// <summary>One item of a ranking.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Name">Its readable name, where it has one.</param>
/// <param name="Score">What it is ranked by: dot product, cosine or popularity; null for the latest items, which are ranked by age.</param>
/// <param name="Source">Where the score comes from.</param>
public sealed record RankedItem(string Id, string? Name, float? Score, RecommendationSource Source)
{
    /// <summary>The attributes that were asked for and that it has; absent when none was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Attributes { get; init; }

    /// <summary>Why it is there; absent unless asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Explanation? Because { get; init; }
}
