using KDiffE.Domain.Data;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Import;

/// <summary>
/// Carries staged rows into their tables, set by set. An update changes only what a folder says and differs, so that
/// importing a folder again changes nothing. What a folder does not say stays, unless it is to replace everything.
/// </summary>
/// <param name="Table">Name for the report.</param>
/// <param name="Staged">The staging table.</param>
/// <param name="Insert">Adds what is new; affects as many rows.</param>
/// <param name="Update">Changes what differs; affects as many rows.</param>
/// <param name="Delete">Takes out what the folder does not have; affects as many rows.</param>
/// <param name="First">What the staged rows need before.</param>
/// <param name="Then">What the next tables need.</param>
/// <param name="IsLarge">Whether its foreign keys are worth checking all at once.</param>
internal sealed record MergeStatements(
    string Table, string Staged, string Insert, string? Update, string Delete, string? First = null, string? Then = null, bool IsLarge = false)
{
    /// <summary>
    /// Has the planner know what came: by statistics of what little was there before, reading the interactions back may
    /// take minutes, and autovacuum looks but once a minute.
    /// </summary>
    internal const string Analyze = "analyze users, items, entities, relations, kg_triples, interactions, item_features";

    /// <summary>The tables in the order in which they refer to each other.</summary>
    /// <param name="events">The staged interactions, joined where the folder has a split beside a whole file.</param>
    /// <param name="replace">Whether the folder is all that is to stay.</param>
    internal static IReadOnlyList<MergeStatements> All(string events, bool replace) =>
    [
        Keyed("entities", "entity_ids", replace),
        Keyed("relations", "relation_ids", replace),
        Keyed("users", "user_ids", replace),
        Items(replace), Links, Triples, Features,
        Interactions(events, replace),
    ];

    private static MergeStatements Links { get; } = new(
        "links",
        "staged_links",
        // An item that had no entity counts as a new link.
        UpdateLinks("t.entity_id is null"),
        UpdateLinks("t.entity_id <> e.id"),
        """
        update items t set entity_id = null, updated_at = now()
        where entity_id is not null and not exists (select from staged_links s join item_ids i on i.n = s.item where i.id = t.id)
        """);

    private static MergeStatements Triples { get; } = new(
        "kg_triples",
        "staged_triples",
        $"""
        insert into kg_triples (head_id, relation_id, tail_id)
        select head.id, relation.id, tail.id
        from {TripleKeys}
        order by s.n
        on conflict do nothing
        """,
        Update: null,
        $"""
        delete from kg_triples t where not exists (
            select from {TripleKeys} where head.id = t.head_id and relation.id = t.relation_id and tail.id = t.tail_id)
        """,
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
        """,
        """
        delete from item_features t where not exists (
            select from staged_features s join item_ids i on i.n = s.item where s.modality = t.modality and i.id = t.item_id)
        """);

    private const string TripleKeys =
        """
        staged_triples s
        join entity_ids head on head.n = s.head
        join relation_ids relation on relation.n = s.relation
        join entity_ids tail on tail.n = s.tail
        """;

    private static MergeStatements Keyed(string table, string ids, bool replace) => new(
        table,
        $"staged_{table}",
        $"insert into {table} (key, attributes) select key, attributes from staged_{table} order by n on conflict (key) do nothing",
        $"""
        update {table} t set attributes = {Attributes(table, replace)}, updated_at = now()
        from staged_{table} s
        where t.key = s.key and {Said(replace)} and t.attributes is distinct from {Attributes(table, replace)}
        """,
        DeleteOthers(table, ids),
        Then: MapIds(table, ids));

    private static MergeStatements Items(bool replace)
    {
        var name = replace ? "s.name" : $"case when {HasColumn(ItemLabels.NameColumns)} then s.name else t.name end";
        var categories = replace
            ? "coalesce(s.categories, '{}')"
            : $$"""case when {{HasColumn(ItemLabels.CategoryColumns)}} then coalesce(s.categories, '{}') else t.categories end""";
        var said = $"({Attributes("items", replace)}, {name}, {categories})";
        return new(
            "items",
            "staged_items",
            """
            insert into items (key, name, attributes, categories)
            select key, name, attributes, coalesce(categories, '{}') from staged_items order by n
            on conflict (key) do nothing
            """,
            $"""
            update items t
            set (attributes, name, categories, updated_at) = ({Attributes("items", replace)}, {name}, {categories}, now())
            from staged_items s
            where t.key = s.key and {Said(replace)} and (t.attributes, t.name, t.categories) is distinct from {said}
            """,
            DeleteOthers("items", "item_ids"),
            Then: MapIds("items", "item_ids"));
    }

    private static MergeStatements Interactions(string events, bool replace)
    {
        const string Key = "t.user_id = u.id and t.item_id = i.id and t.event_type = coalesce(e.event_type, 'interaction') and t.occurred_at is not distinct from e.occurred_at";
        var keys = $"{events} e join user_ids u on u.n = e.user_n join item_ids i on i.n = e.item_n";
        var said = replace
            ? "(e.weight, e.split, e.attributes)"
            : "(coalesce(e.weight, t.weight), coalesce(e.split, t.split), coalesce(e.attributes, t.attributes))";
        return new(
            "interactions",
            events,
            $"""
            insert into interactions (user_id, item_id, event_type, weight, occurred_at, split, attributes)
            select u.id, i.id, coalesce(e.event_type, '{Positives.UnnamedEvent}'), e.weight, e.occurred_at, e.split, e.attributes
            from {keys}
            order by e.n
            on conflict do nothing
            """,
            $"""
            update interactions t set (weight, split, attributes) = {said}, updated_at = now()
            from {keys}
            where {Key} and (t.weight, t.split, t.attributes) is distinct from {said}
            """,
            $"delete from interactions t where not exists (select from {keys} where {Key})",
            First: InteractionRules.KeepOneOfRepeats(events),
            Then: InteractionRules.MovePairs(events),
            IsLarge: true);
    }

    /// <summary>A row's attributes afterwards: the columns of the file are as it says, further ones stay.</summary>
    private static string Attributes(string table, bool replace) => replace
        ? "s.attributes"
        : $$"""((coalesce(t.attributes, '{}') - (select coalesce(array_agg(name), '{}') from staged_columns where owner = '{{table}}')) || s.attributes)""";

    private static string Said(bool replace) => replace ? "true" : "s.attributes is not null";

    // Of names, and of categories, a file that has one column has all.
    private static string HasColumn(string[] columns) => $"exists (select from staged_columns where owner = 'items' and name = '{columns[0]}')";

    private static string DeleteOthers(string table, string ids) => $"delete from {table} t where not exists (select from {ids} x where x.id = t.id)";

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
