using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>What became of triples that were added.</summary>
/// <param name="Added">Triples that were not in the knowledge graph before.</param>
/// <param name="Replaced">Former triples of the same relations that went.</param>
/// <param name="Linked">Items that became an entity for it.</param>
public sealed record AddedTriples(
    [property: JsonPropertyName("added")] long Added,
    [property: JsonPropertyName("replaced")] long Replaced,
    [property: JsonPropertyName("linked")] long Linked);
