using Hangfire.PostgreSql;
using KDiffE.Infrastructure.Postgres;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Where Hangfire keeps its jobs: the schema <c>hangfire</c> of the service's database.</summary>
internal static class HangfireStorage
{
    /// <summary>Opens no connection yet, so that a process may start before its database.</summary>
    internal static PostgreSqlStorage Create(NpgsqlDataSource dataSource) => new(new Connections(dataSource), new PostgreSqlStorageOptions
    {
        // Unless a job's time slides, one that takes longer is started again.
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = TimeSpan.FromMinutes(2),
        QueuePollInterval = TimeSpan.FromSeconds(2),
        // Locks are held for moments; one this old is a dead process's, and must not keep others from its run.
        DistributedLockTimeout = TimeSpan.FromSeconds(10),
        PrepareSchemaIfNecessary = false,
    });

    /// <summary>The service's own connections. Before the first of them the schema is brought up to date.</summary>
    private sealed class Connections(NpgsqlDataSource dataSource) : IConnectionFactory
    {
        // A try that fails is not remembered: the database may come later.
        private readonly Lazy<NpgsqlDataSource> _prepared = new(() => Prepare(dataSource), LazyThreadSafetyMode.PublicationOnly);

        public NpgsqlConnection GetOrCreateConnection() => _prepared.Value.CreateConnection();

        private static NpgsqlDataSource Prepare(NpgsqlDataSource dataSource)
        {
            using var connection = dataSource.OpenConnection();
            // Beside KDiffE's tables alone: in a database of another program, or before they are made, there is no queue.
            using (var ours = new NpgsqlCommand("select to_regclass('training_runs') is not null", connection))
            {
                if (ours.ExecuteScalar() is not true)
                    throw new UnusableSchemaException("The database has no training runs, so the queue is not made in it.");
            }

            // Of processes that start at once, one makes the tables.
            Execute(connection, $"select pg_advisory_lock({LockKey.Migration})");
            try
            {
                PostgreSqlObjectsInstaller.Install(connection);
            }
            finally
            {
                Execute(connection, $"select pg_advisory_unlock({LockKey.Migration})");
            }

            return dataSource;
        }

        private static void Execute(NpgsqlConnection connection, string sql)
        {
            using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            command.ExecuteNonQuery();
        }
    }
}
