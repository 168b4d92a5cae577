using System.Text;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert.Formats;

/// <summary>RecBole's own files, for the sake of features that import would refuse: the sound rows of the rest are copied.</summary>
internal sealed class RecBoleFormat : SourceFormat
{
    private static readonly string[] Extensions =
        [".train.inter", ".valid.inter", ".test.inter", ".inter", ".user", ".item", ".link", ".kg", ".entity", ".relation"];

    /// <inheritdoc/>
    internal override string Name => "recbole";

    /// <inheritdoc/>
    internal override string LooksFor => "*.inter with the columns user_id:token and item_id:token";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(SourceFolder source, ColumnNames columns)
    {
        var interactions = source.Ending(".inter").FirstOrDefault(file => source.Head(file).Split('\t') is { } head && head.Contains("user_id:token") && head.Contains("item_id:token"));
        if (interactions is null)
            return [];
        var name = NameOf(interactions);
        return [.. Extensions.Select(extension => source.Find(name + extension)).OfType<string>()];
    }

    /// <inheritdoc/>
    internal override void Convert(Conversion conversion)
    {
        foreach (var file in conversion.Files)
        {
            using var content = conversion.Source.OpenFile(file);
            using var rows = new RecBoleFileReader(content.Content, file, conversion.BadRows);
            var target = conversion.Create(ExtensionOf(file)[1..], rows.Columns);
            while (rows.Read())
            {
                for (var column = 0; column < rows.Columns.Count; column++)
                    target.Add(Encoding.UTF8.GetString(rows[column]));
                target.EndRow();
                conversion.Advance(file, target.Rows, content.Position);
            }

            conversion.Finish(file, target.Rows + conversion.BadRows.In(file));
        }
    }

    private static string ExtensionOf(string file) =>
        Array.Find(Extensions, extension => SourceFolder.Unpacked(file).EndsWith(extension, StringComparison.Ordinal))!;

    private static string NameOf(string file) => SourceFolder.Unpacked(file)[..^ExtensionOf(file).Length];
}
