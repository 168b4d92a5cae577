using Npgsql;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>An item that may be new to a snapshot.</summary>
/// <param name="Key">Its external id.</param>
/// <param name="ContentAt">The newest change of its triples and features; null where it has neither.</param>
public sealed record NewItem(string Key, DateTimeOffset? ContentAt);

/// <summary>Finds the items that came, or of which something became known, since a snapshot was trained.</summary>
public static class NewItemReader
{
    /// <summary>Reads every item that is new or was changed, or has triples or features that are; the snapshot may know many of them.</summary>
    /// <param name="dataSource">Connections to a database of the present schema.</param>
    /// <param name="watermark">The newest change that the snapshot knows; null where it does not say, and every item may be new.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<NewItem>> ReadAsync(
        NpgsqlDataSource dataSource, DateTimeOffset? watermark, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            select i.key, greatest(
                (select max(f.updated_at) from item_features f where f.item_id = i.id),
                (select max(t.updated_at) from kg_triples t where t.head_id = i.entity_id),
                (select max(t.updated_at) from kg_triples t where t.tail_id = i.entity_id))
            from items i
            where i.updated_at >= $1
                or i.id in (select item_id from item_features where updated_at >= $1)
                or i.entity_id in (select head_id from kg_triples where updated_at >= $1 union all select tail_id from kg_triples where updated_at >= $1)
            """);
        command.Parameters.AddWithValue((watermark - ConsistentRead.LongestTransaction)?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<NewItem>();
        while (await reader.ReadAsync(cancellationToken))
            items.Add(new NewItem(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1)));
        return items;
    }
}
