using System.Text.Json.Serialization;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert;

/// <summary>What a conversion did.</summary>
/// <param name="Folder">Path of the folder that was made.</param>
/// <param name="Name">What its files are called.</param>
/// <param name="Format">What the source was taken for.</param>
/// <param name="Sources">What was read.</param>
/// <param name="Files">What was written.</param>
/// <param name="BadRows">How many rows were refused.</param>
/// <param name="FirstBadRows">The first of them.</param>
/// <param name="Notes">What is no error and yet to be told, such as files that nobody read.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ConvertReport(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("sources")] IReadOnlyList<SourceFileReport> Sources,
    [property: JsonPropertyName("files")] IReadOnlyList<ExportedFile> Files,
    [property: JsonPropertyName("bad_rows")] long BadRows,
    [property: JsonPropertyName("first_bad_rows")] IReadOnlyList<BadRow> FirstBadRows,
    [property: JsonPropertyName("notes")] IReadOnlyList<string> Notes,
    [property: JsonPropertyName("seconds")] double Seconds);

/// <summary>What one file of a source held.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Its rows, sound or not.</param>
/// <param name="BadRows">What was refused of it; a row may hold several interactions or facts.</param>
public sealed record SourceFileReport(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("rows")] long Rows,
    [property: JsonPropertyName("bad_rows")] long BadRows);
