using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>The text files of KGAT, KGIN and their descendants: numbers throughout, and item k is entity k.</summary>
internal sealed class KgatFormat : SourceFormat
{
    private static readonly (string File, SplitPart Part)[] Parts =
        [("train.txt", SplitPart.Train), ("valid.txt", SplitPart.Valid), ("test.txt", SplitPart.Test)];

    private static readonly string[] Kinds = ["user", "item", "entity", "relation"];

    /// <inheritdoc/>
    internal override string Name => "kgat";

    /// <inheritdoc/>
    internal override string LooksFor => "train.txt (a user and the items per line)";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns) =>
        source.Find("train.txt") is { } train && Fields(source.Head(train)) is { Length: > 0 } head && Array.TrueForAll(head, IsNumber)
            ? [.. Kinds.Select(ListOf).Concat(Parts.Select(part => part.File)).Append("kg_final.txt").Select(source.Find).OfType<string>()]
            : [];

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        var items = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Kinds.Where(kind => Find(ListOf(kind)) is not null))
        {
            var ids = WriteNames(conversion, Find(ListOf(kind))!, kind);
            if (kind == "item")
                items.UnionWith(ids);
        }

        var claims = new SplitClaims(conversion);
        foreach (var (file, part) in Parts.Where(part => Find(part.File) is not null))
            WriteInteractions(conversion, Find(file)!, part, claims, items);
        if (Find("kg_final.txt") is not { } triples)
            return;
        var graph = new TripleWriter(conversion);
        WriteTriples(conversion, triples, graph);
        foreach (var item in items)
            graph.Link(item, item);

        string? Find(string name) => conversion.Files.FirstOrDefault(file => SourceFolder.Unpacked(file) == name);
    }

    private static string ListOf(string kind) => $"{kind}_list.txt";

    private static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNumber(string field) => field.Length <= 18 && field.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static IReadOnlySet<string> WriteNames(Conversion conversion, string file, string kind)
    {
        var declared = new DeclarationWriter(conversion, kind, new RecBoleColumn("name", RecBoleType.Token));
        string[] header = ["org_id", "remap_id"];
        foreach (var row in conversion.RowsOf(new TextLines(conversion.Source, file)))
        {
            var fields = Fields(row.Text);
            if (row.Line == 1 && fields.Contains("remap_id"))
            {
                header = fields;
                continue;
            }

            // A name that only its number follows may hold spaces.
            var number = header.Length == 2 ? fields.Length - 1 : Array.IndexOf(header, "remap_id");
            if (number < 1 || (header.Length > 2 && fields.Length != header.Length) || !IsNumber(fields[number]))
                conversion.Reject(row, column: null, $"is not {string.Join(", ", header)}");
            else
                declared.Write(row, fields[number], string.Join(' ', fields[..number]));
        }

        return declared.Ids;
    }

    private static void WriteInteractions(Conversion conversion, string file, SplitPart part, SplitClaims claims, HashSet<string> items)
    {
        var interactions = new InteractionWriter(conversion, $"{part.ToString().ToLowerInvariant()}.inter", new InteractionColumns());
        foreach (var row in conversion.RowsOf(new TextLines(conversion.Source, file)))
        {
            var fields = Fields(row.Text);
            foreach (var item in fields.Skip(1))
            {
                if (!IsNumber(fields[0]) || !IsNumber(item))
                    conversion.Reject(row, column: null, $"user '{FieldText.Excerpt(fields[0])}' and item '{FieldText.Excerpt(item)}' are not both numbers");
                else if (claims.TryClaim(row, fields[0], item, part) && interactions.Write(row, fields[0], item))
                    items.Add(item);
            }
        }
    }

    private static void WriteTriples(Conversion conversion, string file, TripleWriter graph)
    {
        foreach (var row in conversion.RowsOf(new TextLines(conversion.Source, file)))
        {
            var fields = Fields(row.Text);
            if (fields.Length == 3 && Array.TrueForAll(fields, IsNumber))
                graph.Write(row, fields[0], fields[1], fields[2]);
            else
                conversion.Reject(row, column: null, "is not head, relation and tail, three numbers");
        }
    }
}
