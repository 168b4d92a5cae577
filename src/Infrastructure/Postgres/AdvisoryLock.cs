using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// A lock that everybody on the database respects, held by a transaction that does nothing else: so it is one and the same
/// lock where a connection pooler gives each transaction another session. The transaction reads and writes nothing, and so
/// holds back no vacuum. It is lost with the connection, so a killed process never keeps it.
/// </summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    // Whoever waits holds no session: with a pooler that has few of them, the holder would wait for one as well.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlTransaction _transaction;

    private AdvisoryLock(NpgsqlTransaction transaction) => _transaction = transaction;

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <param name="connection">An open connection, which the lock has for itself until it is disposed of.</param>
    /// <param name="key">Which lock.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    internal static async Task<AdvisoryLock> AcquireAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAcquireAsync(connection, key, cancellationToken) is { } held)
                return held;
            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    /// <summary>Takes the lock; null where somebody else holds it.</summary>
    /// <param name="connection">An open connection, which the lock has for itself until it is disposed of.</param>
    /// <param name="key">Which lock.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    internal static async Task<AdvisoryLock?> TryAcquireAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            if (await TryAsync(connection, key, cancellationToken))
                return new AdvisoryLock(transaction);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    /// <summary>Gives the lock back; a connection that is lost has done so already.</summary>
    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    private static async Task<bool> TryAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = key } } };
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        await using var patience = new NpgsqlCommand(SessionSettings.HoldTransaction, connection);
        await patience.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }
}
