namespace KDiffE.Infrastructure.Convert.Sources;

/// <summary>The tables that name their columns themselves.</summary>
internal static class SourceTables
{
    private static readonly string[] Endings = [".csv", ".tsv", ".parquet"];

    /// <summary>The files of a folder that are such tables, by their names.</summary>
    internal static IEnumerable<string> In(SourceFolder folder) => folder.Ending(Endings);

    /// <summary>Opens one; the first read gives its first row.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal static SourceTable Open(SourceFolder folder, string file)
    {
        if (SourceFolder.Unpacked(file).EndsWith(Endings[^1], StringComparison.OrdinalIgnoreCase))
            return new ParquetTable(folder, file);
        try
        {
            return new CsvTable(folder, file);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file} cannot be read: {e.Message}", e);
        }
    }
}
