namespace KDiffE.Infrastructure.Import;

/// <summary>What becomes of staged interactions that say two things about one pair. No rule asks which line stood first.</summary>
internal static class InteractionRules
{
    /// <summary>Takes out the rows whose pair an earlier part of the split claims, and returns them.</summary>
    internal const string RemoveSplitConflicts =
        """
        with claims as (
            select later.n, min(earlier.split) as claimed_by
            from staged_interactions later
            join staged_interactions earlier using (user_n, item_n)
            where later.split > 1 and earlier.split > 0 and earlier.split < later.split
            group by later.n
        ), removed as (
            delete from staged_interactions s using claims c where s.n = c.n
            returning s.n, s.split, s.line, s.user_n, s.item_n, c.claimed_by
        )
        select split, line, user_n, item_n, claimed_by from removed order by n
        """;

    /// <summary>
    /// Joins the parts of a split with the whole file beside them. A row of a part is found again in the whole file
    /// by its pair, and by time and event type where the part has them, or as it stands where it stands there so; it
    /// keeps its place and its mark and takes over what only the whole file says. What is left of the whole file stays
    /// outside the split.
    /// </summary>
    internal const string JoinWholeFile =
        """
        create temp table staged_events on commit drop as
        with fitting as (
            select part.n, whole.n as whole_n, whole.event_type, whole.weight, whole.occurred_at, whole.attributes,
                   part.occurred_at is not distinct from whole.occurred_at
                       and coalesce(part.event_type, 'interaction') = coalesce(whole.event_type, 'interaction') as same
            from staged_interactions part
            join staged_interactions whole
                on whole.split = 0 and whole.user_n = part.user_n and whole.item_n = part.item_n
                and (part.occurred_at is null or part.occurred_at = whole.occurred_at)
                and (part.event_type is null or part.event_type = whole.event_type)
            where part.split > 0
        ), matches as (
            select * from (select *, bool_or(same) over (partition by n) as any_same from fitting) f where same or not any_same
        )
        select part.n, part.user_n, part.item_n, part.split,
               coalesce(part.event_type, m.event_type) as event_type,
               coalesce(part.weight, m.weight) as weight,
               coalesce(part.occurred_at, m.occurred_at) as occurred_at,
               coalesce(part.attributes, m.attributes) as attributes
        from staged_interactions part left join matches m using (n)
        where part.split > 0
        union all
        select n, user_n, item_n, split, event_type, weight, occurred_at, attributes
        from staged_interactions whole
        where split = 0 and not exists (select from matches m where m.whole_n = whole.n)
        """;

    /// <summary>Of rows that share user, item, event type and time the best rated one stays, then the one with the greatest attributes.</summary>
    internal static string KeepOneOfRepeats(string events) =>
        $"""
        with repeated as (
            select user_n, item_n, coalesce(event_type, 'interaction') as kind, occurred_at
            from {events} group by 1, 2, 3, 4 having count(*) > 1
        ), ranked as (
            select e.ctid as row, row_number() over (
                partition by r.user_n, r.item_n, r.kind, r.occurred_at
                order by e.split desc nulls last, e.weight desc nulls last, e.attributes desc nulls last) as place
            from {events} e join repeated r
                on r.user_n = e.user_n and r.item_n = e.item_n and r.kind = coalesce(e.event_type, 'interaction')
                and r.occurred_at is not distinct from e.occurred_at
        )
        delete from {events} e using ranked r where e.ctid = r.row and r.place > 1
        """;

    /// <summary>A pair stands in one part: rows of it that an earlier import marked otherwise follow the folder's mark.</summary>
    internal static string MovePairs(string events) =>
        $"""
        update interactions t set split = s.split, updated_at = now()
        from (
            select distinct u.id as user_id, i.id as item_id, e.split
            from {events} e join user_ids u on u.n = e.user_n join item_ids i on i.n = e.item_n
            where e.split > 0) s
        where t.user_id = s.user_id and t.item_id = s.item_id and t.split > 0 and t.split <> s.split
        """;
}
