using KDiffE.Domain.Runs;
using Npgsql;

namespace KDiffE.Infrastructure.Runs;

/// <summary>Reads what happens to runs, to any number of them at once.</summary>
public sealed class RunEventReader(NpgsqlDataSource dataSource)
{
    // One statement sees state and events of one moment, so a run that has ended has all its events.
    private const string News =
        """
        select r.id, r.state in ('queued', 'running'), e.id, e.kind, e.data, e.created_at
        from unnest($1, $2) as asked (run, after)
        join training_runs r on r.id = asked.run
        left join lateral (
            select * from training_events where training_run_id = asked.run and id > asked.after order by id limit $3) e on true
        order by e.id
        """;

    /// <summary>What has become of runs since an event of each.</summary>
    /// <param name="positions">The runs, each with the last event that is known of it; 0 for none.</param>
    /// <param name="most">How many events of a run to read at most; if there are as many, there may be more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The news by run; runs that do not exist have none.</returns>
    public async Task<IReadOnlyDictionary<long, RunNews>> ReadAsync(
        IReadOnlyCollection<(long Run, long After)> positions, int most, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(News);
        command.Parameters.Add(new() { Value = positions.Select(position => position.Run).ToArray() });
        command.Parameters.Add(new() { Value = positions.Select(position => position.After).ToArray() });
        command.Parameters.Add(new() { Value = most });
        var news = new Dictionary<long, RunNews>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!news.TryGetValue(reader.GetInt64(0), out var run))
                news[reader.GetInt64(0)] = run = new RunNews(reader.GetBoolean(1), new List<RunEvent>());
            if (!await reader.IsDBNullAsync(2, cancellationToken))
                ((List<RunEvent>)run.Events).Add(new RunEvent(reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return news;
    }
}
