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

    /// <summary>Brings the schema up to date, or makes it anew where somebody dropped it.</summary>
    /// <exception cref="UnusableSchemaException">The database has no training runs.</exception>
    internal static async Task PrepareAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Beside KDiffE's tables alone: in a database of another program, or before they are made, there is no queue.
        await using (var ours = new NpgsqlCommand("select to_regclass('training_runs') is not null", connection))
        {
            if (await ours.ExecuteScalarAsync(cancellationToken) is not true)
                throw new UnusableSchemaException("The database has no training runs, so the queue is not made in it.");
        }

        // Of processes that start at once, one makes the tables.
        await using var waiting = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var turn = await AdvisoryLock.AcquireAsync(waiting, LockKey.Migration, cancellationToken);
        PostgreSqlObjectsInstaller.Install(connection);
    }

    /// <summary>The service's own connections. Before the first of them the schema is brought up to date.</summary>
    private sealed class Connections(NpgsqlDataSource dataSource) : IConnectionFactory
    {
        // A try that fails is not remembered: the database may come later.
        private readonly Lazy<NpgsqlDataSource> _prepared = new(() => Prepare(dataSource), LazyThreadSafetyMode.PublicationOnly);

        public NpgsqlConnection GetOrCreateConnection() => _prepared.Value.CreateConnection();

        private static NpgsqlDataSource Prepare(NpgsqlDataSource dataSource)
        {
            PrepareAsync(dataSource).GetAwaiter().GetResult();
            return dataSource;
        }
    }
}
