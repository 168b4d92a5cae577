using System.Data;
using System.Diagnostics;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>
/// Transactions of single writes. One that finds a row held gives way before PostgreSQL looks for deadlocks, which it may end
/// at the cost of an import of an hour, and begins anew.
/// </summary>
public sealed class ShortTransactions(NpgsqlDataSource dataSource)
{
    // Below PostgreSQL's deadlock_timeout of a second.
    private const string Settings = $"set local lock_timeout = '400ms'; {SessionSettings.Short}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Runs the work and commits it, all or nothing.</summary>
    /// <param name="work">May run several times, each time as if it were the first.</param>
    /// <param name="cancellationToken">Stops it; nothing of it stays.</param>
    /// <exception cref="BusyRowsException">Others held its rows all the time.</exception>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                await using (var setting = new NpgsqlCommand(Settings, connection))
                    await setting.ExecuteNonQueryAsync(cancellationToken);
                var result = await work(connection);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException error) when (IsHeld(error))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                    throw new BusyRowsException(error);
            }

            // So that two which gave way to each other do not meet again.
            await Task.Delay(Random.Shared.Next(10, 50), cancellationToken);
        }
    }

    /// <summary>Whether others held what the transaction needs, or took it away as it went on; then it may begin anew.</summary>
    internal static bool IsHeld(PostgresException error) => error.SqlState is
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ForeignKeyViolation;
}
