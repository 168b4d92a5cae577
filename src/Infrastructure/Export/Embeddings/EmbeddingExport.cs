using KDiffE.Domain.Snapshots;

namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>The embeddings of a snapshot as files of other programs: vector databases, notebooks, data lakes.</summary>
public static class EmbeddingExport
{
    /// <summary>Writes them into a new folder, whole or not at all.</summary>
    /// <param name="snapshot">Whose they are; it stays the caller's.</param>
    /// <param name="folder">A folder that does not exist or is empty.</param>
    /// <param name="format">What to write.</param>
    /// <param name="progress">Hears of each file; null for nobody.</param>
    /// <param name="cancellationToken">Stops it; nothing is left then.</param>
    /// <returns>The files, and their rows.</returns>
    /// <exception cref="IOException">The folder holds something, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<IReadOnlyList<ExportedFile>> WriteAsync(
        Snapshot snapshot, string folder, EmbeddingFormat format, IProgress<ExportedFile>? progress = null, CancellationToken cancellationToken = default)
    {
        using var made = AtomicFolder.Begin(folder);
        var tables = EmbeddingTable.Of(snapshot);
        var files = new List<ExportedFile>();
        if (format == EmbeddingFormat.PgvectorSql)
        {
            const string file = "kdiffe.sql";
            PgvectorScript.Write(Path.Combine(made.Partial, file), snapshot.Metadata.Version, tables, cancellationToken);
            Add(file, tables.Sum(table => table.Rows));
        }

        foreach (var table in format == EmbeddingFormat.PgvectorSql ? [] : tables)
        {
            var file = $"{table.Name}.{(format == EmbeddingFormat.Npy ? "npy" : "parquet")}";
            if (format == EmbeddingFormat.Npy)
                NpyEmbeddings.Write(Path.Combine(made.Partial, file), table, cancellationToken);
            else
                await ParquetEmbeddings.WriteAsync(Path.Combine(made.Partial, file), table, cancellationToken);
            Add(file, table.Rows);
        }

        made.Complete();
        return files;

        void Add(string file, int rows)
        {
            files.Add(new ExportedFile(file, rows));
            progress?.Report(files[^1]);
        }
    }
}
