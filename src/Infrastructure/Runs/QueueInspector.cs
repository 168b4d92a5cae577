using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Looks at the queue without being part of it: asks Hangfire for nothing, which would make its tables.</summary>
public static class QueueInspector
{
    // Hangfire keeps a row for each of its servers; those of workers take runs.
    private const string Workers =
        "select now() - max(lastheartbeat) from hangfire.server where data::jsonb -> 'Queues' ? '" + HangfireJobs.TrainQueue + "'";

    private const string Runs =
        """
        select count(*) filter (where state = 'queued'), now() - min(created_at) filter (where state = 'queued'),
               coalesce(array_agg(id order by id) filter (where state = 'running' and heartbeat_at < now() - $1), '{}')
        from training_runs
        """;

    /// <summary>Reads the condition, by the database's clock.</summary>
    /// <param name="dataSource">The service's database.</param>
    /// <param name="silence">How long a worker may be silent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<QueueCondition> ReadAsync(NpgsqlDataSource dataSource, TimeSpan silence, CancellationToken cancellationToken = default)
    {
        TimeSpan? seen = null;
        await using (var made = dataSource.CreateCommand("select to_regclass('hangfire.server') is not null"))
        {
            // Nothing was ever asked of a queue that is not made.
            if (await made.ExecuteScalarAsync(cancellationToken) is true)
            {
                await using var workers = dataSource.CreateCommand(Workers);
                seen = await workers.ExecuteScalarAsync(cancellationToken) as TimeSpan?;
            }
        }

        await using var runs = dataSource.CreateCommand(Runs);
        runs.Parameters.Add(new() { Value = silence });
        await using var reader = await runs.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new QueueCondition(
            seen, (int)reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetTimeSpan(1), reader.GetFieldValue<long[]>(2));
    }
}
