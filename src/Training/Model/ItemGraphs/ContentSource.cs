using System.Text.Json.Serialization;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>A content source of the item graph.</summary>
/// <param name="Source">The modality, or <c>graph</c> for the knowledge graph.</param>
/// <param name="Agreement">What <see cref="ContentAgreement"/> says of it.</param>
/// <param name="Used">Whether it agrees well enough with the interactions.</param>
internal sealed record ContentSource(
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("agreement")] double Agreement,
    [property: JsonPropertyName("used")] bool Used);
