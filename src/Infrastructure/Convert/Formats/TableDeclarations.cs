using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>Users or items with whatever tables say of them; every column becomes an attribute of its name.</summary>
internal static class TableDeclarations
{
    // Import takes the parts of these for categories.
    private static readonly string[] Sequences = ["category", "categories", "class", "genre", "genres"];

    /// <param name="conversion">Gets the file.</param>
    /// <param name="kind"><c>user</c> or <c>item</c>.</param>
    /// <param name="tables">The tables, each with its column of ids.</param>
    internal static void Write(Conversion conversion, string kind, IReadOnlyList<(string File, int Id)> tables)
    {
        if (tables.Count == 0)
            return;
        var attributes = new List<string>();
        foreach (var (file, id) in tables)
        {
            using var table = SourceTables.Open(conversion.Source, file);
            attributes.AddRange(table.Columns.Where((name, column) => column != id && IsName(name)).Except([.. attributes, $"{kind}_id"], StringComparer.Ordinal));
        }

        var declared = new DeclarationWriter(conversion, kind, [.. attributes.Select(Column)]);
        foreach (var (file, id) in tables)
        {
            var table = SourceTables.Open(conversion.Source, file);
            var places = attributes.Select(table.Find).ToArray();
            foreach (var row in conversion.RowsOf(table))
                declared.Write(row, row[id], [.. places.Select((place, attribute) => Value(row[place], attributes[attribute]))]);
        }
    }

    // Tabs and line breaks in a header would be columns of their own.
    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAny("\t\n\r\0");

    private static bool IsSequence(string name) => Sequences.Contains(name, StringComparer.Ordinal);

    private static RecBoleColumn Column(string name) => new(name, IsSequence(name) ? RecBoleType.TokenSeq : RecBoleType.Token);

    private static string Value(ReadOnlySpan<char> value, string name) => IsSequence(name)
        ? string.Join(' ', value.ToString().Split('|').Select(FieldText.SequencePart))
        : value.ToString();
}
