using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Tells a database that is away for a while from everything else that may go wrong.</summary>
public static class TransientErrors
{
    /// <summary>Whether the error may go away by itself: a lost connection, a restart, a deadlock.</summary>
    public static bool IsTransient(Exception error)
    {
        // Entity Framework wraps what Npgsql throws.
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException { IsTransient: true })
                return true;
        }

        return false;
    }
}
