using KDiffE.Domain.Graph;
using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Reads the knowledge graph out of the database as the items of a snapshot see it.</summary>
public static class ItemFactsReader
{
    /// <summary>
    /// Reads links, triples and names as of one moment. An entity is called what its attribute <c>name</c> says, where that is
    /// a string.
    /// </summary>
    /// <param name="dataSource">Connections to a database of the present schema.</param>
    /// <param name="items">Number of items in the snapshot.</param>
    /// <param name="rowOf">The row of an external item id in the snapshot; null for an item that it does not know.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<ItemFacts> ReadAsync(
        NpgsqlDataSource dataSource, int items, Func<string, int?> rowOf, CancellationToken cancellationToken = default)
    {
        await using var read = await ConsistentRead.OpenAsync(dataSource, cancellationToken);
        return await Task.Run(() => Read(read, items, rowOf, cancellationToken), cancellationToken);
    }

    private static ItemFacts Read(ConsistentRead read, int items, Func<string, int?> rowOf, CancellationToken cancellationToken)
    {
        var builder = new ItemFactsBuilder(items);
        read.Copy(
            "select key, entity_id from items where entity_id is not null",
            row =>
            {
                var (item, entity) = (rowOf(row.Read<string>()), row.Read<long>());
                if (item is { } known)
                    builder.AddLink(known, entity);
            },
            cancellationToken);
        read.Copy(
            "select head_id, relation_id, tail_id from kg_triples",
            row => builder.AddTriple(row.Read<long>(), row.Read<long>(), row.Read<long>()),
            cancellationToken);
        read.Copy(
            "select id, key, coalesce(case when jsonb_typeof(attributes->'name') = 'string' then nullif(attributes->>'name', '') end, key) from entities",
            row => builder.NameEntity(row.Read<long>(), row.Read<string>(), row.Read<string>()),
            cancellationToken);
        read.Copy("select id, key from relations", row => builder.NameRelation(row.Read<long>(), row.Read<string>()), cancellationToken);
        return builder.Build();
    }
}
