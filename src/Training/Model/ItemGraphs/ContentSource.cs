using System.Text.Json.Serialization;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>A content source of the item graph.</summary>
/// <param name="Source">The modality, or <c>graph</c> for the knowledge graph.</param>
/// <param name="Agreement">What <see cref="ContentAgreement"/> says of it.</param>
/// <param name="Weight">What it counts in the graph, from 0 to 1.</param>
internal sealed record ContentSource(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("agreement")] double Agreement,
    [property: JsonPropertyName("weight")] double Weight)
{
    /// <summary>Agreements up to here count nothing: sources of 0.36 and less were seen to lower recall (docs/results.md).</summary>
    private const double Least = 0.35;

    /// <summary>Agreements from here on count fully.</summary>
    private const double Enough = 0.55;

    /// <summary>Whether it counts at all.</summary>
    [JsonPropertyName("used")]
    public bool Used => Weight > 0;

    /// <summary>A source that counts as much as it agrees with the interactions: nothing up to 0.35, fully from 0.55 on, linearly between them.</summary>
    internal static ContentSource Of(string source, double agreement) =>
        new(source, agreement, Math.Clamp((agreement - Least) / (Enough - Least), 0, 1));
}
