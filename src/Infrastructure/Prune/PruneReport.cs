using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Prune;

/// <summary>What a pruning took out, or would.</summary>
/// <param name="Tables">How many rows of each table.</param>
/// <param name="Done">Whether they are gone; false for a dry run.</param>
public sealed record PruneReport(
    [property: JsonPropertyName("tables")] IReadOnlyList<PrunedTable> Tables,
    [property: JsonPropertyName("done")] bool Done);

/// <summary>What became of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Deleted">Rows that went.</param>
/// <param name="Kept">Rows that stay.</param>
public sealed record PrunedTable(
    [property: JsonPropertyName("table")] string Table,
    [property: JsonPropertyName("deleted")] long Deleted,
    [property: JsonPropertyName("kept")] long Kept);
