using System.Net.Sockets;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Tells a database that is away for a while from everything else that may go wrong.</summary>
public static class TransientErrors
{
    // A standby that connections were led to before it was promoted; and idle_in_transaction_session_timeout, which Npgsql has no name for.
    private static readonly string[] TransientStates = [PostgresErrorCodes.ReadOnlySqlTransaction, "25P03"];

    /// <summary>
    /// Whether the error may go away by itself: a lost connection, a restart, a deadlock, a pooler that has no session to give, a
    /// transaction that the database ended because a busy machine held its process up, a server that takes no writes yet because it was a standby
    /// a moment ago.
    /// </summary>
    public static bool IsTransient(Exception error)
    {
        // Entity Framework wraps what Npgsql throws.
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            // A name that cannot be resolved comes as it is.
            if (cause is NpgsqlException { IsTransient: true } or SocketException || (cause is PostgresException said && (TransientStates.Contains(said.SqlState) || Pooler.GaveUp(said))))
                return true;
            // Npgsql wraps its own: this connection is to something else, such as object storage.
            if (cause is IOException or HttpRequestException)
                return false;
        }

        return false;
    }

    /// <summary>What went wrong on the way to the database, in a few words.</summary>
    public static string Reason(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            // It says where to; what it stands on says why.
            if (cause is NpgsqlException and not PostgresException && cause.GetBaseException().Message is var why && !cause.Message.Contains(why, StringComparison.Ordinal))
                return $"{cause.Message}: {why}";
        }

        return error.GetBaseException().Message;
    }

    /// <summary>Whether there is no database to talk to: no server, one that starts or stops, or one that has no such database yet.</summary>
    public static bool IsAway(Exception error) =>
        IsTransient(error) || error.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName };
}
