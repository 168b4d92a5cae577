using System.Data;
using KDiffE.Infrastructure.Catalog;
using KDiffE.Infrastructure.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>
/// Writes any number of rows in one transaction: they stream into a temporary table by COPY, and from there into their tables,
/// set by set. Whatever ends it early leaves nothing; what has returned is stored.
/// </summary>
public sealed class BulkWriter(NpgsqlDataSource dataSource, IOptions<BulkOptions> options)
{
    /// <summary>Creates the rows of a body or puts them in the place of those that are there. Of rows about one thing the last counts.</summary>
    /// <param name="kind">What the rows are.</param>
    /// <param name="body">Read once, and never held as a whole.</param>
    /// <param name="format">How the rows are written down.</param>
    /// <param name="strict">Whether one bad row refuses all of them.</param>
    /// <param name="cancellationToken">Stops the work; nothing of it stays.</param>
    /// <exception cref="BulkFailedException">It ended early: the body broke off or is damaged, the database is gone, or time ran out.</exception>
    public async Task<BulkReport> WriteAsync<T>(
        RowKind<T> kind, Stream body, BulkFormat format, bool strict, CancellationToken cancellationToken = default)
        where T : class, IFields<T>
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.TimeLimit);
        var batch = new Batch<T>(kind, strict);
        try
        {
            return await batch.WriteAsync(dataSource, Lines(kind, body, format, limit.Token), limit.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BulkFailedException(batch.Phase, batch.Read, new TimeoutException($"It took longer than {options.Value.TimeLimit}.", error));
        }
        catch (Exception error)
        {
            throw new BulkFailedException(batch.Phase, batch.Read, error);
        }
    }

    /// <summary>The rows of a body, each read and checked, or refused with a reason.</summary>
    /// <exception cref="BulkFormatException">The body as a whole is of no such form.</exception>
    internal static IAsyncEnumerable<BulkLine<T>> Lines<T>(RowKind<T> kind, Stream body, BulkFormat format, CancellationToken cancellationToken)
        where T : class, IFields<T> =>
        format == BulkFormat.Csv ? CsvLines.ReadAsync(kind, body, cancellationToken) : NdjsonLines.ReadAsync(kind, body, cancellationToken);

    private sealed class Batch<T>(RowKind<T> kind, bool strict)
        where T : class, IFields<T>
    {
        private readonly RejectedLines _rejected = new();

        internal BulkPhase Phase { get; private set; }

        internal long Read { get; private set; }

        internal async Task<BulkReport> WriteAsync(
            NpgsqlDataSource dataSource, IAsyncEnumerable<BulkLine<T>> lines, CancellationToken cancellationToken)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await ExecuteAsync(connection, $"{SessionSettings.Bulk}; set local work_mem = '64MB'", cancellationToken);
            await StageAsync(connection, lines, cancellationToken);
            Phase = BulkPhase.Merging;
            // Not before: a client that sends slowly keeps no import waiting.
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock_shared({LockKey.Import})", cancellationToken);
            if (kind.TakesTurns)
                await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey.Features})", cancellationToken);
            var rows = RowSource.OfStaged(connection);
            await RefuseAsync(connection, rows, cancellationToken);
            if (_rejected.Count > 0 && (strict || _rejected.Count == Read))
                return Report(committed: false, default);
            var counts = await kind.MergeAsync(rows, cancellationToken);
            Phase = BulkPhase.Committing;
            await transaction.CommitAsync(cancellationToken);
            return Report(committed: true, counts);
        }

        private async Task StageAsync(NpgsqlConnection connection, IAsyncEnumerable<BulkLine<T>> lines, CancellationToken cancellationToken)
        {
            var columns = string.Join(", ", kind.Fields.Select(field => $"\"{field.Name}\" {field.SqlType}"));
            await ExecuteAsync(connection, $"create temp table {RowSource.Staged} (n bigint, {columns}) on commit drop", cancellationToken);
            await using (var copy = await connection.BeginBinaryImportAsync($"copy {RowSource.Staged} from stdin (format binary)", cancellationToken))
            {
                copy.Timeout = TimeSpan.Zero;
                await foreach (var line in lines)
                {
                    Read++;
                    if (line.Row is null)
                        _rejected.Add(line.Number, line.Error!);
                    else
                        await CopyAsync(copy, line, cancellationToken);
                }

                await copy.CompleteAsync(cancellationToken);
            }

            // Temporary tables have no statistics unless somebody asks, and the planner then guesses their joins.
            await ExecuteAsync(connection, $"analyze {RowSource.Staged}", cancellationToken);
        }

        private async Task CopyAsync(NpgsqlBinaryImporter copy, BulkLine<T> line, CancellationToken cancellationToken)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(line.Number, NpgsqlDbType.Bigint, cancellationToken);
            foreach (var field in kind.Fields)
                await field.CopyAsync(copy, line.Row!, cancellationToken);
        }

        private async Task RefuseAsync(NpgsqlConnection connection, RowSource rows, CancellationToken cancellationToken)
        {
            var refusals = await kind.RefuseAsync(rows, cancellationToken);
            if (refusals.Count == 0)
                return;
            _rejected.Add(refusals);
            await using var delete = new NpgsqlCommand($"delete from {RowSource.Staged} where n = any(@rows)", connection) { CommandTimeout = 0 };
            delete.Parameters.AddWithValue("rows", refusals.Select(refusal => refusal.Row).ToArray());
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        private BulkReport Report(bool committed, MergeCounts counts)
        {
            var unchanged = committed ? Read - _rejected.Count - counts.Inserted - counts.Updated : 0;
            return new BulkReport(committed, Read, counts.Inserted, counts.Updated, unchanged, _rejected.Count, _rejected.First);
        }

        private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
