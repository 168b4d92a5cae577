using KDiffE.Domain.Data;
using KDiffE.Infrastructure.Replicas;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Changes;

/// <summary>How popular items are by what users did lately.</summary>
public sealed class PopularityReader(ReadRouter reads)
{
    // Ranks do not depend on the moment from which ages are counted, so it is that of the newest event. One whose time is still to
    // come counts as if it were now: a single mistaken year would leave nothing of all the others.
    private const string Decayed =
        """
        with kinds as (select * from unnest($1::text[], $2::double precision[]) as k (event_type, weight)),
        newest as (select case when max(occurred_at) > now() then now() else max(occurred_at) end as at from interactions)
        select i.key, sum(case
            when newest.at is null then 1
            when x.occurred_at is null then 0
            else exp(least(greatest(ln(2) * extract(epoch from x.occurred_at - newest.at)::double precision / $3, -85), 0)) end
            * coalesce(kinds.weight, 1))
        from newest cross join interactions x join items i on i.id = x.item_id
        left join kinds on kinds.event_type = x.event_type
        where coalesce(kinds.weight, 1) > 0 and ($4::double precision is null or x.weight is null or x.weight >= $4)
        group by i.key
        """;

    /// <summary>
    /// Adds up the positive interactions of each item, each with the weight of its kind and half as much for every half-life
    /// of its age. Where none has a time all count the same; where some have, those without do not count.
    /// </summary>
    /// <param name="positives">What is positive, and how much kinds of events weigh.</param>
    /// <param name="halfLife">After how long an interaction counts half.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>By external id; items without any are not in it.</returns>
    public Task<IReadOnlyDictionary<string, float>> ReadAsync(Positives positives, TimeSpan halfLife, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(Freshness.Recent, (server, cancellation) => ReadAsync(server, positives, halfLife, cancellation), cancellationToken);

    private static async Task<IReadOnlyDictionary<string, float>> ReadAsync(
        ReadServer server, Positives positives, TimeSpan halfLife, CancellationToken cancellationToken)
    {
        await using var command = server.DataSource.CreateCommand(Decayed);
        // It reads all interactions, and takes the time that they take.
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, positives.EventWeights.Keys.ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Double, positives.EventWeights.Values.ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Double, halfLife.TotalSeconds);
        command.Parameters.AddWithValue(NpgsqlDbType.Double, (object?)positives.MinRating ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, float>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetString(0)] = (float)reader.GetDouble(1);
        return found;
    }
}
