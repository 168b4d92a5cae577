using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Replicas;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Reads all rows of a kind as they are at one moment, written down as <see cref="BulkWriter"/> takes them.</summary>
public sealed class BulkReader(ReadRouter reads)
{
    /// <summary>Begins to read.</summary>
    /// <param name="kind">What the rows are.</param>
    /// <param name="format">How they shall be written down.</param>
    /// <param name="cancellationToken">Stops the work, also in the database.</param>
    /// <returns>The rows, once the database has found the first ones; they hold a connection until they are disposed.</returns>
    public Task<BulkRows> OpenAsync(RowKind kind, BulkFormat format, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(Freshness.Current, (server, cancellation) => OpenAsync(server, kind, format, cancellation), cancellationToken);

    private static async Task<BulkRows> OpenAsync(ReadServer server, RowKind kind, BulkFormat format, CancellationToken cancellationToken)
    {
        var read = await ConsistentRead.OpenAsync(server.DataSource, cancellationToken);
        var command = read.Command($"set local work_mem = '64MB'; {kind.SelectAll}");
        try
        {
            return new BulkRows(read, command, await command.ExecuteReaderAsync(cancellationToken), format == BulkFormat.Csv ? new CsvText(kind.Columns) : new NdjsonText(kind.Columns));
        }
        catch
        {
            await command.DisposeAsync();
            await read.DisposeAsync();
            throw;
        }
    }
}
