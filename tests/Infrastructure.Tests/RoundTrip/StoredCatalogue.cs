using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.RoundTrip;

/// <summary>Everything that an import stores, as text, without what only says when and in which order it came.</summary>
internal static class StoredCatalogue
{
    internal const string Truncate = "truncate users, items, entities, relations, kg_triples, item_features, interactions restart identity";

    internal static async Task<List<string>> ReadAsync(PostgresDatabase database)
    {
        var rows = await database.QueryAsync<string>(
            """
            select jsonb_build_array('user', key, attributes)::text from users
            union all select jsonb_build_array('item', key, attributes, name, categories, (select e.key from entities e where e.id = entity_id))::text from items
            union all select jsonb_build_array('entity', key, attributes)::text from entities
            union all select jsonb_build_array('relation', key, attributes)::text from relations
            union all select jsonb_build_array('triple', h.key, r.key, t.key)::text from kg_triples k
                join entities h on h.id = head_id join relations r on r.id = relation_id join entities t on t.id = tail_id
            union all select jsonb_build_array('feature', modality, i.key, dim, values)::text from item_features f join items i on i.id = item_id
            union all select jsonb_build_array('interaction', u.key, i.key, event_type, encode(float8send(weight), 'hex'), extract(epoch from occurred_at), x.attributes,
                case when exists (select from interactions where split > 0) then coalesce(x.split, (select max(p.split) from interactions p where p.user_id = x.user_id and p.item_id = x.item_id and p.split > 0), 1) end)::text
                from interactions x join users u on u.id = user_id join items i on i.id = item_id
            """);
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
