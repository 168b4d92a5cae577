using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Serving;

/// <summary>One item of a ranking.</summary>
/// <param name="Id">The item's external id.</param>
/// <param name="Name">Its readable name, where it has one.</param>
/// <param name="Score">What it is ranked by: dot product, cosine or popularity; null for the latest items, which are ranked by age.</param>
/// <param name="Source">Where the score comes from.</param>
public sealed record RankedItem(string Id, string? Name, float? Score, RankingSource Source)
{
    /// <summary>The attributes that were asked for and that it has; absent when none was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Attributes { get; init; }

    /// <summary>Why it is there; absent unless asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Explanation? Because { get; init; }
}

/// <summary>Where a ranking comes from.</summary>
public enum RankingSource
{
    /// <summary>The trained embeddings.</summary>
    Model,

    /// <summary>What many liked of late, the same for everybody.</summary>
    Popular,

    /// <summary>The trained embeddings of the items that the user likes, put together when asked.</summary>
    [JsonStringEnumMemberName("fold_in")]
    FoldIn,

    /// <summary>The items' age, the newest first.</summary>
    Latest,

    /// <summary>What items share in the knowledge graph.</summary>
    Graph,
}
