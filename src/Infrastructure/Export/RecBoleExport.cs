using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;

namespace KDiffE.Infrastructure.Export;

/// <summary>Writes the database as a RecBole folder: whole, under its name, or not at all.</summary>
public sealed class RecBoleExport(ReadRouter reads)
{
    /// <summary>Writes a new folder from one consistent view of the database.</summary>
    /// <param name="path">A folder that does not exist or is empty; its name becomes that of the files.</param>
    /// <param name="progress">Hears of each file as its rows are written.</param>
    /// <param name="cancellationToken">Stops the export; nothing of it stays.</param>
    /// <exception cref="IOException">The folder holds something already, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The database is empty.</exception>
    /// <exception cref="InvalidDataException">A value cannot be written in this format; the message says which.</exception>
    public async Task<ExportReport> ExportAsync(
        string path, IProgress<ExportedFile>? progress = null, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        return await reads.ReadAsync(Freshness.Current, (server, cancellation) => WriteAsync(server, path, progress, watch, cancellation), cancellationToken);
    }

    private static async Task<ExportReport> WriteAsync(
        ReadServer server, string path, IProgress<ExportedFile>? progress, Stopwatch watch, CancellationToken cancellationToken)
    {
        using var folder = AtomicFolder.Begin(path);
        await using var read = await ConsistentRead.OpenAsync(server.DataSource, cancellationToken);
        var writer = new FolderWriter(read, folder.Partial, folder.Name, progress, cancellationToken);
        await writer.WriteAsync();
        if (writer.Files.Count == 0)
            throw new InvalidOperationException("The database is empty; there is nothing to export.");
        folder.Complete();
        return new ExportReport(folder.Target, writer.Files, writer.Skipped, watch.Elapsed.TotalSeconds);
    }
}
