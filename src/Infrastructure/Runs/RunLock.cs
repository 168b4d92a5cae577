using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>
/// The database's own mark that the worker of a run is there: an advisory lock on a connection that does nothing else. It
/// goes with the worker's process, also behind a connection pooler, so that others need not wait out a heartbeat to learn
/// of its death.
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    // The database shows the halves of a 64-bit key apart. Locks are of one database, the list is of all.
    private static readonly string Holder =
        $"""
        select pid from pg_locks where locktype = 'advisory' and classid = {LockKey.TrainingRun} and objid = ($1 & 4294967295)::oid and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        """;

    // Firewalls forget a connection that is silent for some minutes, and poolers may close it.
    private const int SpeakEverySeconds = 30;

    private readonly NpgsqlConnection _connection;
    private readonly AdvisoryLock _lock;

    private RunLock(NpgsqlConnection connection, AdvisoryLock held) => (_connection, _lock) = (connection, held);

    /// <summary>Whether a worker holds the lock of a run.</summary>
    internal static async Task<bool> IsHeldAsync(NpgsqlDataSource dataSource, long run, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select exists ({Holder})");
        command.Parameters.Add(new() { Value = run });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Takes the lock from whoever has it: a worker that froze keeps its connection, and the database closes that.
    /// </summary>
    internal static async Task<RunLock> TakeAsync(NpgsqlDataSource dataSource, long run, CancellationToken cancellationToken)
    {
        // Of its own, not of the pool: those may be stale, of before a restart of the database.
        await using var usual = dataSource.CreateConnection();
        var own = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString) { Pooling = false, KeepAlive = SpeakEverySeconds };
        var connection = usual.CloneWith(own.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var close = new NpgsqlCommand($"select pg_terminate_backend(holder.pid) from ({Holder}) holder", connection);
            close.Parameters.Add(new() { Value = run });
            await close.ExecuteNonQueryAsync(cancellationToken);
            return new RunLock(connection, await AdvisoryLock.AcquireAsync(connection, ((long)LockKey.TrainingRun << 32) | (uint)run, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the lock back; a connection that is lost has done so already.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lock.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
