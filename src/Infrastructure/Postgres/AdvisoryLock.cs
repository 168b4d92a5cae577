using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>A session-wide lock of the database; lost with the connection, so a killed process never keeps it.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private AdvisoryLock(NpgsqlConnection connection, long key) => (_connection, _key) = (connection, key);

    /// <summary>Waits until nobody else holds the lock.</summary>
    internal static async Task<AdvisoryLock> AcquireAsync(
        NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_lock($1)", connection)
        {
            Parameters = { new() { Value = key } },
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new AdvisoryLock(connection, key);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection.State != System.Data.ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", _connection)
        {
            Parameters = { new() { Value = _key } },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
