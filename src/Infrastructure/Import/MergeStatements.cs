namespace KDiffE.Infrastructure.Import;

/// <summary>
/// Carries staged rows into their tables, set by set. Rows go in in the order of the folder, so that identity columns
/// keep it. An update changes only what a folder says and differs, so that importing a folder again changes nothing.
/// </summary>
/// <param name="Table">Name for the report.</param>
/// <param name="Staged">The staging table.</param>
/// <param name="Insert">Adds what is new; affects as many rows.</param>
/// <param name="Update">Changes what differs; affects as many rows.</param>
/// <param name="Then">What the next tables need.</param>
/// <param name="IsLarge">Whether its foreign keys are worth checking all at once.</param>
internal sealed record MergeStatements(string Table, string Staged, string Insert, string? Update, string? Then = null, bool IsLarge = false)
{
    /// <summary>
    /// Has the planner know what came: by statistics of what little was there before, reading the interactions back may
    /// take minutes, and autovacuum looks but once a minute.
    /// </summary>
    internal const string Analyze = "analyze users, items, entities, relations, kg_triples, interactions, item_features";

    /// <summary>The tables in the order in which they refer to each other.</summary>
    /// <param name="events">The staged interactions, joined where the folder has a split beside a whole file.</param>
    internal static IReadOnlyList<MergeStatements> All(string events) =>
    [
        Keyed("entities", "entity_ids"),
        Keyed("relations", "relation_ids"),
        Keyed("users", "user_ids"),
        Items, Links, Triples, Features,
        Interactions(events),
    ];

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
    /// by its pair, and by time and event type where the part has them; it keeps its place and its mark and takes
    /// over what only the whole file says. What is left of the whole file stays outside the split.
    /// </summary>
    internal const string JoinWholeFile =
        """
        create temp table staged_events on commit drop as
        with matches as (
            select part.n, whole.n as whole_n, whole.event_type, whole.weight, whole.occurred_at, whole.attributes
            from staged_interactions part
            join staged_interactions whole
                on whole.split = 0 and whole.user_n = part.user_n and whole.item_n = part.item_n
                and (part.occurred_at is null or part.occurred_at = whole.occurred_at)
                and (part.event_type is null or part.event_type = whole.event_type)
            where part.split > 0
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

    private static MergeStatements Items { get; } = new(
        "items",
        "staged_items",
        """
        insert into items (key, name, attributes, categories)
        select key, name, attributes, coalesce(categories, '{}') from staged_items order by n
        on conflict (key) do nothing
        """,
        """
        update items t
        set attributes = s.attributes, name = coalesce(s.name, t.name),
            categories = coalesce(s.categories, t.categories), updated_at = now()
        from staged_items s
        where t.key = s.key and s.attributes is not null
          and (t.attributes, t.name, t.categories)
              is distinct from (s.attributes, coalesce(s.name, t.name), coalesce(s.categories, t.categories))
        """,
        MapIds("items", "item_ids"));

    // An item that had no entity counts as a new link.
    private static MergeStatements Links { get; } = new(
        "links",
        "staged_links",
        UpdateLinks("t.entity_id is null"),
        UpdateLinks("t.entity_id <> e.id"));

    private static MergeStatements Triples { get; } = new(
        "kg_triples",
        "staged_triples",
        """
        insert into kg_triples (head_id, relation_id, tail_id)
        select head.id, relation.id, tail.id
        from staged_triples s
        join entity_ids head on head.n = s.head
        join relation_ids relation on relation.n = s.relation
        join entity_ids tail on tail.n = s.tail
        order by s.n
        on conflict do nothing
        """,
        Update: null,
        IsLarge: true);

    private static MergeStatements Features { get; } = new(
        "item_features",
        "staged_features",
        """
        insert into item_features (modality, item_id, dim, values)
        select s.modality, i.id, s.dim, s.values
        from staged_features s join item_ids i on i.n = s.item
        on conflict do nothing
        """,
        """
        update item_features t
        set dim = s.dim, values = s.values, updated_at = now()
        from staged_features s join item_ids i on i.n = s.item
        where t.modality = s.modality and t.item_id = i.id and t.values is distinct from s.values
        """);

    private static MergeStatements Keyed(string table, string ids) => new(
        table,
        $"staged_{table}",
        $"insert into {table} (key, attributes) select key, attributes from staged_{table} order by n on conflict (key) do nothing",
        $"""
        update {table} t set attributes = s.attributes, updated_at = now()
        from staged_{table} s
        where t.key = s.key and s.attributes is not null and t.attributes is distinct from s.attributes
        """,
        MapIds(table, ids));

    private static MergeStatements Interactions(string events) => new(
        "interactions",
        events,
        $"""
        insert into interactions (user_id, item_id, event_type, weight, occurred_at, split, attributes)
        select u.id, i.id, coalesce(e.event_type, 'interaction'), e.weight, e.occurred_at, e.split, e.attributes
        from {events} e
        join user_ids u on u.n = e.user_n
        join item_ids i on i.n = e.item_n
        order by e.n
        on conflict do nothing
        """,
        $"""
        update interactions t
        set weight = coalesce(s.weight, t.weight), split = coalesce(s.split, t.split),
            attributes = coalesce(s.attributes, t.attributes), updated_at = now()
        from (
            select distinct on (user_id, item_id, event_type, occurred_at)
                   u.id as user_id, i.id as item_id, coalesce(e.event_type, 'interaction') as event_type,
                   e.occurred_at, e.weight, e.split, e.attributes
            from {events} e
            join user_ids u on u.n = e.user_n
            join item_ids i on i.n = e.item_n
            order by user_id, item_id, event_type, occurred_at, e.n) s
        where t.user_id = s.user_id and t.item_id = s.item_id and t.event_type = s.event_type
          and t.occurred_at is not distinct from s.occurred_at
          and (t.weight, t.split, t.attributes) is distinct from
              (coalesce(s.weight, t.weight), coalesce(s.split, t.split), coalesce(s.attributes, t.attributes))
        """,
        IsLarge: true);

    private static string MapIds(string table, string ids) =>
        $"""
        create temp table {ids} on commit drop as select s.n, t.id from staged_{table} s join {table} t on t.key = s.key;
        analyze {ids}
        """;

    private static string UpdateLinks(string condition) =>
        $"""
        update items t set entity_id = e.id, updated_at = now()
        from staged_links s
        join item_ids i on i.n = s.item
        join entity_ids e on e.n = s.entity
        where t.id = i.id and {condition}
        """;
}
