using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A row that was refused.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">Line counted from 1; in a feature file the row counted from 0, which is the item's id.</param>
/// <param name="Column">The column's name, where one is to blame.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record BadRow(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("column")] string? Column,
    [property: JsonPropertyName("reason")] string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Column is null ? $"{File}:{Line}: {Reason}" : $"{File}:{Line}: {Column}: {Reason}";
}
