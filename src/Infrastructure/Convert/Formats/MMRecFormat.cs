using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>MMRec's <c>.inter</c>, whose header has no types and whose <c>x_label</c> says the part of the split.</summary>
internal sealed class MMRecFormat : SourceFormat
{
    private const string Label = "x_label";

    /// <inheritdoc/>
    internal override string Name => "mmrec";

    /// <inheritdoc/>
    internal override string LooksFor => "*.inter with the columns userID, itemID and x_label";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns) =>
        [.. source.Ending(".inter").Where(file => source.Head(file).Split('\t') is { } head && head.Contains(Label) && TableColumns.Find(head, new ColumnNames()).AreInteractions).Take(1)];

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        var file = conversion.Files[0];
        var table = Open();
        var columns = TableColumns.Find(table.Columns, new ColumnNames());
        var unit = TableColumns.TimeUnitOf(Open(), columns.Time);
        var label = table.Find(Label);
        var claims = new SplitClaims(conversion);
        InteractionWriter[] parts =
        [
            .. new[] { SplitPart.Train, SplitPart.Valid, SplitPart.Test }
                .Select(part => new InteractionWriter(conversion, $"{part.ToString().ToLowerInvariant()}.inter", columns.Interactions)),
        ];
        foreach (var row in conversion.RowsOf(table))
        {
            SplitPart? part = row[label] switch { "0" => SplitPart.Train, "1" => SplitPart.Valid, "2" => SplitPart.Test, _ => null };
            if (part is null)
                conversion.Reject(row, Label, $"'{FieldText.Excerpt(row[label])}' is not 0, 1 or 2");
            else if (claims.TryClaim(row, row[columns.User], row[columns.Item], part.Value))
                columns.Write(parts[row[label][0] - '0'], row, unit);
        }

        DelimitedTable Open() => new(conversion.Source, file, "\t");
    }
}
