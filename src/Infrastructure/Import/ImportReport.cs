using System.Text.Json.Serialization;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Import;

/// <summary>What an import did.</summary>
/// <param name="Name">What the files are called.</param>
/// <param name="Files">What was read.</param>
/// <param name="Tables">What became of the rows.</param>
/// <param name="BadRows">How many rows were refused.</param>
/// <param name="FirstBadRows">The first of them.</param>
/// <param name="Notes">What is no error and yet hardly meant, such as files that nobody read.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ImportReport(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("files")] IReadOnlyList<FileReport> Files,
    [property: JsonPropertyName("tables")] IReadOnlyList<TableReport> Tables,
    [property: JsonPropertyName("bad_rows")] long BadRows,
    [property: JsonPropertyName("first_bad_rows")] IReadOnlyList<BadRow> FirstBadRows,
    [property: JsonPropertyName("notes")] IReadOnlyList<string> Notes,
    [property: JsonPropertyName("seconds")] double Seconds)
{
    /// <summary>Why the import is no success though its sound rows went in, a line each; empty where it is one.</summary>
    [JsonPropertyName("failures")]
    public IReadOnlyList<string> Failures =>
    [
        .. Files.Where(file => file.Rows == 0 && file.FirstBadRow is not null).Select(file => $"Nothing of {file.File} could be used: {file.FirstBadRow}"),
        .. Files.Any(file => file.Rows > 0) ? (string[])[] : [$"The files of {Name} hold no row that could be used."],
    ];
}

/// <summary>What one file held.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Rows that break no rule and were taken in.</param>
/// <param name="BadRows">Rows that break a rule of the files and were refused.</param>
/// <param name="FirstBadRow">The first of those.</param>
public sealed record FileReport(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("rows")] long Rows,
    [property: JsonPropertyName("bad_rows")] long BadRows,
    [property: JsonIgnore] BadRow? FirstBadRow = null);

/// <summary>What an import did to one table.</summary>
/// <param name="Table">The table; <c>links</c> for the entities of items.</param>
/// <param name="Inserted">Rows that the table did not have before.</param>
/// <param name="Updated">Rows that say something else now.</param>
/// <param name="Unchanged">Rows that were there already, or twice in the folder.</param>
/// <param name="Deleted">Rows that a folder which replaces everything does not have.</param>
public sealed record TableReport(
    [property: JsonPropertyName("table")] string Table,
    [property: JsonPropertyName("inserted")] long Inserted,
    [property: JsonPropertyName("updated")] long Updated,
    [property: JsonPropertyName("unchanged")] long Unchanged,
    [property: JsonPropertyName("deleted")] long Deleted = 0);
