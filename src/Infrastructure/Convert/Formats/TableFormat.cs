using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>
/// Tables that name their columns: one with a user and an item holds interactions, one with an item alone describes
/// items, one with a user alone users.
/// </summary>
internal sealed class TableFormat : SourceFormat
{
    /// <inheritdoc/>
    internal override string Name => "table";

    /// <inheritdoc/>
    internal override string LooksFor => "*.csv, *.tsv or *.parquet with a column of users and one of items (--user and --item name them)";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns)
    {
        var tables = SourceTables.In(source).Select(file => (File: file, Columns: ColumnsOf(source, file, columns))).ToList();
        return tables.Exists(table => table.Columns.AreInteractions)
            ? [.. tables.Where(table => table.Columns.User >= 0 || table.Columns.Item >= 0).OrderBy(table => table.Columns.AreInteractions).Select(table => table.File)]
            : [];
    }

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        var tables = SourceTables.In(conversion.Source).Where(conversion.Files.Contains)
            .Select(file => (File: file, Columns: ColumnsOf(conversion.Source, file, conversion.Columns))).ToList();
        TableDeclarations.Write(conversion, "item", [.. tables.Where(table => table.Columns.User < 0).Select(table => (table.File, table.Columns.Item))]);
        TableDeclarations.Write(conversion, "user", [.. tables.Where(table => table.Columns.Item < 0).Select(table => (table.File, table.Columns.User))]);

        var events = tables.Where(table => table.Columns.AreInteractions).ToList();
        var interactions = new InteractionWriter(conversion, "inter", new InteractionColumns(
            events.Exists(table => table.Columns.Rating >= 0), events.Exists(table => table.Columns.Time >= 0), events.Exists(table => table.Columns.Event >= 0)));
        foreach (var (file, columns) in events)
        {
            var unit = TableColumns.TimeUnitOf(SourceTables.Open(conversion.Source, file), columns.Time);
            var table = SourceTables.Open(conversion.Source, file);
            Tell(conversion, table, columns);
            foreach (var row in conversion.RowsOf(table))
                columns.Write(interactions, row, unit);
        }
    }

    private static TableColumns ColumnsOf(SourceFolder source, string file, ColumnNames named)
    {
        using var table = SourceTables.Open(source, file);
        return TableColumns.Find(table.Columns, named);
    }

    /// <summary>Says what was taken for what: a wrong guess is seen at once.</summary>
    private static void Tell(Conversion conversion, SourceTable table, TableColumns columns)
    {
        var places = new[] { (columns.User, "user"), (columns.Item, "item"), (columns.Rating, "rating"), (columns.Time, "time"), (columns.Event, "event") }
            .Where(place => place.Item1 >= 0).ToList();
        var others = table.Columns.Where((_, column) => places.TrueForAll(place => place.Item1 != column)).ToList();
        conversion.Notes.Add(
            $"{table.File}: {string.Join(", ", places.Select(place => $"{place.Item2} is {table.Columns[place.Item1]}"))}"
            + (others.Count > 0 ? $"; left out: {string.Join(", ", others)}" : "") + ".");
    }
}
