using System.Data;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>One consistent view of the database: everything read through it is of the same moment.</summary>
internal sealed class ConsistentRead : IAsyncDisposable
{
    /// <summary>
    /// How far before a cut the time of a row may lie that the cut had not: a transaction's rows have the time of its beginning, and one
    /// that was under way may have ended long after.
    /// </summary>
    internal static readonly TimeSpan LongestTransaction = TimeSpan.FromHours(1);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private ConsistentRead(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    internal static async Task<ConsistentRead> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        // A COPY waits for its first row under the time limit of the connection, and a sort of everything may take longer.
        var patient = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString) { CommandTimeout = 0 };
        await using var usual = dataSource.CreateConnection();
        var connection = usual.CloneWith(patient.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var read = new ConsistentRead(connection, transaction);
            await using var readOnly = read.Command($"set transaction read only; {SessionSettings.Bulk}");
            await readOnly.ExecuteNonQueryAsync(cancellationToken);
            return read;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A query, which may take its time.</summary>
    internal NpgsqlCommand Command(string sql) => new(sql, _connection);

    /// <summary>Streams the rows of a query by COPY; the exporter stands on the row that <paramref name="row"/> reads.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, also while the first row is waited for.</exception>
    internal void Copy(string query, Action<NpgsqlBinaryExporter> row, CancellationToken cancellationToken)
    {
        // The call that does not block is the one that can be cancelled before the first row.
        using var copy = _connection.BeginBinaryExportAsync($"copy ({query}) to stdout (format binary)", cancellationToken).GetAwaiter().GetResult();
        using var cancel = cancellationToken.Register(copy.Cancel);
        while (copy.StartRow() >= 0)
            row(copy);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
