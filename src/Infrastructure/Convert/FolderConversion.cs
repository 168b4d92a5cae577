using System.Diagnostics;
using KDiffE.Infrastructure.Convert.Formats;
using KDiffE.Infrastructure.Convert.Output;
using KDiffE.Infrastructure.Convert.Sources;
using KDiffE.Infrastructure.Export;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Convert;

/// <summary>Makes a RecBole folder of what people have in other formats.</summary>
public static class FolderConversion
{
    private const int Listed = 20;

    private static readonly TableFormat Tables = new();

    // Tables last: files of other formats may be tables as well, of which their formats know more.
    private static readonly SourceFormat[] All =
        [new MovieLensFormat(), new AmazonFormat(), new GorseFormat(), new KgatFormat(), new MMRecFormat(), new RecBoleFormat(), Tables];

    /// <summary>What <see cref="ConvertOptions.Format"/> may be.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Converts a source; the new folder is whole or does not exist.</summary>
    /// <param name="source">A folder, or one file.</param>
    /// <param name="target">A folder that does not exist or is empty.</param>
    /// <param name="options">What the source's files do not say.</param>
    /// <param name="progress">Hears of the files as they are read.</param>
    /// <param name="cancellationToken">Stops the conversion; nothing of it stays.</param>
    /// <exception cref="IOException">There is no such source, none of its files is known, or the folder cannot be made.</exception>
    /// <exception cref="InvalidDataException">No interaction could be used, or a file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The options do not fit the source.</exception>
    public static ConvertReport Run(
        string source, string target, ConvertOptions options, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var columns = options.Columns ?? new ColumnNames();
        var folder = SourceFolder.Open(source);
        var (format, files) = Recognise(folder, options.Format, columns);

        using var result = AtomicFolder.Begin(target);
        var name = options.Name ?? result.Name;
        if (name.Length == 0 || Path.GetFileName(name) != name)
            throw new InvalidOperationException($"Files cannot be called '{name}'.");
        using var conversion = new Conversion(folder, files, [.. folder.Ending(FeatureConversion.Ending)], columns, result.Partial, name, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        format.Convert(conversion);
        foreach (var features in conversion.Features)
            FeatureConversion.Run(conversion, features);
        var written = conversion.Complete();
        if (!written.Any(file => file.File.EndsWith(".inter", StringComparison.Ordinal)))
            throw Nothing(folder, format, conversion.BadRows);
        result.Complete();

        NoteUnread(folder, conversion);
        return new ConvertReport(
            result.Target, name, format.Name,
            [.. conversion.Read.Select(file => new SourceFileReport(file.File, file.Rows, conversion.BadRows.In(file.File)))],
            written, conversion.BadRows.Count, conversion.BadRows.First, conversion.Notes, watch.Elapsed.TotalSeconds);
    }

    private static (SourceFormat Format, IReadOnlyList<string> Files) Recognise(SourceFolder source, string? name, ColumnNames columns)
    {
        if (columns != new ColumnNames())
            name ??= Tables.Name;
        if (columns != new ColumnNames() && name != Tables.Name)
            throw new InvalidOperationException($"Columns are named for tables alone; those of {name} have their names.");
        // Otherwise a slip of the pen would leave out what it was to name.
        foreach (var (place, column) in columns.Given)
        {
            if (!SourceTables.In(source).Any(file => NamesOf(source, file).Contains(column)))
                throw new InvalidOperationException($"No table of {source.Path} has the column '{column}', which was named for the {place}. {Holds(source)}");
        }

        var candidates = name is null ? All : Array.FindAll(All, format => format.Name == name);
        if (candidates.Length == 0)
            throw new InvalidOperationException($"There is no format '{name}'; there are {string.Join(", ", Formats)}.");
        var known = candidates.Where(format => format != Tables || candidates.Length == 1)
            .Select(format => (Format: format, Files: format.FilesOf(source, columns))).Where(format => format.Files.Count > 0).ToList();
        if (known.Count == 0 && candidates.Length > 1 && Tables.FilesOf(source, columns) is { Count: > 0 } tables)
            return (Tables, tables);
        return known.Count switch
        {
            1 => known[0],
            0 => throw new FileNotFoundException(string.Join('\n',
                [$"{source.Path} holds nothing that is known. Looked for:", .. candidates.Select(format => $"  {format.Name}: {format.LooksFor}"), Holds(source)])),
            _ => throw new InvalidOperationException(
                $"{source.Path} may be {string.Join(" or ", known.Select(format => format.Format.Name))}; --format says which."),
        };
    }

    private static string Holds(SourceFolder source) => source.Files.Count == 0
        ? "It is empty."
        : $"It holds {List([.. source.Files.Select(file => SourceTables.In(source).Contains(file) ? $"{file} ({ColumnsOf(source, file)})" : file)])}.";

    private static string ColumnsOf(SourceFolder source, string file) => string.Join(", ", NamesOf(source, file).Take(Listed));

    private static IReadOnlyList<string> NamesOf(SourceFolder source, string file)
    {
        using var table = SourceTables.Open(source, file);
        return table.Columns;
    }

    private static void NoteUnread(SourceFolder source, Conversion conversion)
    {
        var unread = source.Files.Except(conversion.Files, StringComparer.Ordinal).Except(conversion.Features, StringComparer.Ordinal).ToList();
        if (unread.Count > 0)
            conversion.Notes.Add($"Not read: {List(unread)}.");
    }

    private static string List(List<string> files) =>
        string.Join(", ", files.Take(Listed)) + (files.Count > Listed ? $" and {files.Count - Listed} more" : "");

    private static InvalidDataException Nothing(SourceFolder source, SourceFormat format, BadRows badRows) => new(
        $"{source.Path}, read as {format.Name}, holds no interaction that could be used; nothing was written."
        + (badRows.Count > 0 ? $"\n{new BadRowsException(badRows).Message}" : ""));
}
