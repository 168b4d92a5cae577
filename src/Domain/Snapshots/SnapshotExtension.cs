using System.Text.Json.Serialization;

namespace KDiffE.Domain.Snapshots;

/// <summary>What makes a snapshot an extension: it is that of a training, with the rows of items after its own that came later.</summary>
/// <param name="Of">The version of the training's snapshot.</param>
/// <param name="Items">How many items came: the last rows.</param>
/// <param name="ContentAt">The newest change of what was known of new items when they were placed.</param>
/// <param name="PlacedAt">When they were.</param>
public sealed record SnapshotExtension(
    [property: JsonPropertyName("of")] string Of,
    [property: JsonPropertyName("items")] int Items,
    [property: JsonPropertyName("content_at")] DateTimeOffset ContentAt,
    [property: JsonPropertyName("placed_at")] DateTimeOffset PlacedAt);
