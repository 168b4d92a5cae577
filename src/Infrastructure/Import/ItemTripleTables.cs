using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.RecBole;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Import;

/// <summary>Adds triples of items to the knowledge graph of the database, in one transaction.</summary>
public sealed class ItemTripleTables(NpgsqlDataSource dataSource)
{
    /// <summary>Adds them after those that are there; items that were no entity become one.</summary>
    /// <param name="triples">In the order in which they are to stand.</param>
    /// <param name="replace">Whether triples of the same relations may be there, to be dropped.</param>
    /// <param name="cancellationToken">Stops the work; nothing of it stays.</param>
    /// <exception cref="InvalidOperationException">There are such triples, or an item cannot become an entity.</exception>
    public async Task<AddedTriples> AddAsync(
        IReadOnlyList<ItemTriple> triples, bool replace, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync($"select pg_advisory_xact_lock({LockKey.Import})");
        await ExecuteAsync(
            """
            create temp table staged_item_triples (
                n integer, item text collate "C", entity text collate "C", relation text collate "C", tail text collate "C")
            on commit drop
            """);
        await Task.Run(() => Stage(connection, triples, cancellationToken), cancellationToken);
        await ExecuteAsync("analyze staged_item_triples");

        var replaced = await ExecuteAsync(
            """
            delete from kg_triples t using relations r
            where r.id = t.relation_id and r.key in (select relation from staged_item_triples)
            """);
        if (replaced > 0 && !replace)
            throw ItemTriple.AlreadyThere("The database", replaced, triples.Select(triple => triple.Relation).Distinct(StringComparer.Ordinal));
        await using (var conflict = Command(
            """
            select s.item from staged_item_triples s
            join items i on i.key = s.item and i.entity_id is null
            join entities e on e.key = s.entity
            limit 1
            """))
        {
            if (await conflict.ExecuteScalarAsync(cancellationToken) is string item)
                throw ItemTriple.NameTaken(item);
        }

        await ExecuteAsync(
            """
            insert into entities (key)
            select s.entity from staged_item_triples s join items i on i.key = s.item and i.entity_id is null
            group by s.entity order by min(s.n)
            """);
        var linked = await ExecuteAsync(
            """
            update items i set entity_id = e.id, updated_at = now()
            from staged_item_triples s join entities e on e.key = s.entity
            where i.key = s.item and i.entity_id is null
            """);
        await ExecuteAsync(
            "insert into relations (key) select relation from staged_item_triples group by relation order by min(n) on conflict (key) do nothing");
        await ExecuteAsync(
            "insert into entities (key) select tail from staged_item_triples group by tail order by min(n) on conflict (key) do nothing");
        // Items that share an entity share its triples, and one of each is enough.
        var added = await ExecuteAsync(
            """
            insert into kg_triples (head_id, relation_id, tail_id)
            select i.entity_id, r.id, e.id
            from staged_item_triples s
            join items i on i.key = s.item
            join relations r on r.key = s.relation
            join entities e on e.key = s.tail
            order by s.n
            on conflict do nothing
            """);
        await transaction.CommitAsync(cancellationToken);
        return new AddedTriples(added, replaced, linked);

        NpgsqlCommand Command(string sql) => new(sql, connection) { CommandTimeout = 0 };

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = Command(sql);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Stage(NpgsqlConnection connection, IReadOnlyList<ItemTriple> triples, CancellationToken cancellationToken)
    {
        using var copy = connection.BeginBinaryImport("copy staged_item_triples from stdin (format binary)");
        copy.Timeout = TimeSpan.Zero;
        for (var n = 0; n < triples.Count; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (item, relation, tail) = triples[n];
            copy.StartRow();
            copy.Write(n, NpgsqlDbType.Integer);
            foreach (var text in new[] { item, ItemTriple.EntityOf(item), relation, tail })
                copy.Write(text, NpgsqlDbType.Text);
        }

        copy.Complete();
    }
}
