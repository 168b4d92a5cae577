using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Export;

/// <summary>What an export wrote.</summary>
/// <param name="Folder">Path of the folder that was made.</param>
/// <param name="Files">Each file with its rows.</param>
/// <param name="Skipped">What the format cannot hold, and why.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ExportReport(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("files")] IReadOnlyList<ExportedFile> Files,
    [property: JsonPropertyName("skipped")] IReadOnlyList<string> Skipped,
    [property: JsonPropertyName("seconds")] double Seconds);

/// <summary>A file of an export.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Rows without the header.</param>
public sealed record ExportedFile(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("rows")] long Rows);
