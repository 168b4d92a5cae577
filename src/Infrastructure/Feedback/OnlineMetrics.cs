using KDiffE.Infrastructure.Replicas;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Feedback;

/// <summary>Counts feedback by snapshot.</summary>
public sealed class OnlineMetrics(ReadRouter reads)
{
    // Some ten million entries; a request of the API otherwise waits a few seconds.
    private const int Seconds = 60;

    /// <summary>Counts the feedback on the answers of some days, on the day of the answer.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="timeZone">Whose days they are, by its IANA name.</param>
    /// <param name="grouping">What is counted apart, beside snapshots and canaries.</param>
    /// <param name="canary">Only answers of canaries, or only others; null for both.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <exception cref="TimeZoneNotFoundException">The database has no such time zone.</exception>
    public Task<IReadOnlyList<OnlineCount>> CountAsync(
        DateOnly from, DateOnly to, string timeZone, OnlineGrouping grouping, bool? canary, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(Freshness.Recent, (server, cancellation) => CountAsync(server, from, to, timeZone, grouping, canary, cancellation), cancellationToken);

    private static async Task<IReadOnlyList<OnlineCount>> CountAsync(
        ReadServer server, DateOnly from, DateOnly to, string timeZone, OnlineGrouping grouping, bool? canary, CancellationToken cancellationToken)
    {
        await using var context = await server.Contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(Seconds);
        var (by, first, end) = (grouping.ToString(), from, to.AddDays(1));
        // A pair of answer and item counts once; what was clicked or bought was shown, told or not.
        var query = context.Database.SqlQuery<OnlineCount>(
            $"""
            with shown as (
                select case when {by} = 'Day' then date_trunc('day', recommended_at, {timeZone}) end as day, snapshot_version, canary,
                       case when {by} = 'Source' then source end as source, case when {by} = 'Endpoint' then endpoint end as endpoint,
                       item_id, max(snapshot_items) as snapshot_items, bool_or(kind = 'click') as clicked, bool_or(kind = 'buy') as bought
                from feedback
                where recommended_at >= {first}::timestamp at time zone {timeZone} and recommended_at < {end}::timestamp at time zone {timeZone}
                      and ({canary}::boolean is null or canary = {canary}::boolean)
                group by recommendation_id, item_id, recommended_at, snapshot_version, canary, feedback.source, feedback.endpoint)
            select coalesce(day, {first}::timestamp at time zone {timeZone}) as time, snapshot_version, canary, source, endpoint,
                   count(*) as impressions, count(*) filter (where clicked) as clicks, count(*) filter (where bought) as buys,
                   count(distinct item_id) as items, max(snapshot_items) as snapshot_items
            from shown group by day, snapshot_version, canary, source, endpoint
            order by day, snapshot_version, canary, source, endpoint
            """);
        try
        {
            return await query.ToListAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw new TimeZoneNotFoundException($"the database knows no time zone '{timeZone}'", error);
        }
    }
}
