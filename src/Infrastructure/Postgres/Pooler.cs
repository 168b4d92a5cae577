using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// A connection pooler between this process and the database, such as PgBouncer. It may give each transaction another
/// session, so nothing that is set, locked or listened for outlasts a transaction.
/// </summary>
public static class Pooler
{
    // PgBouncer gives one code to whatever it says itself; these are its words for what waiting does not help against.
    private const string NoTransactions = "transaction blocks not allowed";
    private const string NoSuchSetting = "unsupported startup parameter";
    private static readonly string[] Lasting = [NoTransactions, NoSuchSetting, "no such database", "no such user", "SASL authentication failed", "password authentication failed"];

    /// <summary>Whether there is one: then another process answers than the one that the connection was opened to.</summary>
    public static async Task<bool> IsBetweenAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is int answers && answers != connection.ProcessID;
    }

    /// <summary>Whether a connection was refused because it is to begin with a setting that the pooler does not pass on.</summary>
    public static bool RefusesSetting(Exception error) => Says(error, NoSuchSetting);

    /// <summary>Whether the pooler has given up a connection for now: the database is away behind it, or all sessions are in use.</summary>
    internal static bool GaveUp(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.ProtocolViolation, InvariantSeverity: "FATAL" } && !Array.Exists(Lasting, words => error.MessageText.StartsWith(words, StringComparison.Ordinal));

    /// <summary>Makes sure that there can be transactions.</summary>
    /// <exception cref="UnusableSchemaException">The pooler gives each statement another session, and so allows none.</exception>
    public static async Task RequireTransactionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException error) when (Says(error, NoTransactions))
        {
            throw new UnusableSchemaException("The connection pooler before the database allows no transactions; nothing was changed. Set its pool_mode to transaction.");
        }
    }

    private static bool Says(Exception error, string words) =>
        error.GetBaseException() is PostgresException said && said.MessageText.StartsWith(words, StringComparison.Ordinal);
}
