using KDiffE.Infrastructure.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Changes;

/// <summary>
/// What answers depend on and training has not learnt yet: read once as a whole, then followed change by change. Nothing is
/// missed whatever the order in which transactions end, and a long one delays nobody: a change is news when the transaction
/// that made it can be seen now and could not before.
/// </summary>
public sealed class CatalogFeed(NpgsqlDataSource dataSource)
{
    private const string Items = "select i.key, i.id, i.name, i.attributes::text, i.categories, i.hidden, i.available_until from items i";

    // Numbers of transactions that this server has not given yet are another server's, from before a restore.
    private const string Changes =
        """
        select now.s::text, c.kind, u.key, c.item_key, c.user_hash
        from (select pg_current_snapshot() as s) now
        left join catalog_changes c
            on c.changed_by >= pg_snapshot_xmin($1::pg_snapshot) and c.changed_by < pg_snapshot_xmax(now.s)
            and not pg_visible_in_snapshot(c.changed_by, $1::pg_snapshot)
        left join users u on u.id = c.user_id
        """;

    /// <summary>Reads all items, and who and what changed since a snapshot was made; as of one moment.</summary>
    /// <param name="watermark">The newest change that the snapshot knows; null where it does not say, and everybody may have changed.</param>
    /// <param name="deletedItem">Hears, first, the external ids of items that were deleted since; some may be there again.</param>
    /// <param name="item">Hears of every item.</param>
    /// <param name="changedUser">Hears the external ids of those whose interactions may be others than the snapshot's.</param>
    /// <param name="erased">Hears of users who were deleted since.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>That moment.</returns>
    public async Task<CatalogPosition> LoadAsync(
        DateTimeOffset? watermark, Action<string> deletedItem, Action<CatalogItem> item, Action<string> changedUser, Action<ErasedUser> erased,
        CancellationToken cancellationToken = default)
    {
        await using var read = await ConsistentRead.OpenAsync(dataSource, cancellationToken);
        await using var now = read.Command("select pg_current_snapshot()::text");
        var position = new CatalogPosition((string)(await now.ExecuteScalarAsync(cancellationToken))!);
        var since = watermark is { } newest ? $"'{newest - ConsistentRead.LongestTransaction:O}'" : "'-infinity'";
        read.Copy(
            $"select item_key from catalog_changes where kind = {(short)CatalogChangeKind.ItemDeleted} and changed_at >= {since}",
            row => deletedItem(row.Read<string>()),
            cancellationToken);
        read.Copy(Items, row => item(ReadItem(row)), cancellationToken);
        read.Copy(
            $"""
            select key from users where id in (
                select user_id from interactions where updated_at >= {since}
                union all select user_id from catalog_changes where kind = {(short)CatalogChangeKind.Deleted} and changed_at >= {since})
            """,
            row => changedUser(row.Read<string>()),
            cancellationToken);
        read.Copy(
            $"select user_hash from catalog_changes where kind = {(short)CatalogChangeKind.Erased} and changed_at >= {since}",
            row => erased(new ErasedUser(System.Convert.ToHexString(row.Read<byte[]>()))),
            cancellationToken);
        return position;
    }

    /// <summary>Reads what has changed since a position.</summary>
    public async Task<CatalogNews> ReadAsync(CatalogPosition since, CancellationToken cancellationToken = default)
    {
        var (users, items, erased) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, CatalogItem?>(StringComparer.Ordinal), new List<ErasedUser>());
        var (position, graph) = (since, false);
        await using (var command = dataSource.CreateCommand(Changes))
        {
            command.Parameters.AddWithValue(NpgsqlDbType.Text, since.Text);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                position = new CatalogPosition(reader.GetString(0));
                switch (reader.IsDBNull(1) ? default : (CatalogChangeKind)reader.GetInt16(1))
                {
                    case CatalogChangeKind.Written or CatalogChangeKind.Deleted when !reader.IsDBNull(2):
                        users.Add(reader.GetString(2));
                        break;
                    case CatalogChangeKind.Item or CatalogChangeKind.ItemDeleted:
                        items[reader.GetString(3)] = null;
                        break;
                    case CatalogChangeKind.Erased:
                        erased.Add(new ErasedUser(System.Convert.ToHexString(reader.GetFieldValue<byte[]>(4))));
                        break;
                    case CatalogChangeKind.Graph:
                        graph = true;
                        break;
                }
            }
        }

        await ReadItemsAsync(items, cancellationToken);
        return new CatalogNews(position, users, items, erased, graph);
    }

    /// <summary>Reads everything that some users did, the newest first within a user.</summary>
    /// <param name="users">External ids of users.</param>
    /// <param name="most">How many interactions of a user at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<HistoryRow>> ReadHistoriesAsync(
        IReadOnlyCollection<string> users, int most, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            select u.key, i.key, x.event_type, x.weight, x.occurred_at, x.updated_at
            from users u
            cross join lateral (
                select * from interactions where user_id = u.id order by occurred_at desc nulls last, id desc limit $2) x
            join items i on i.id = x.item_id
            where u.key = any($1)
            """);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, users.ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Integer, most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<HistoryRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new HistoryRow(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetDouble(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return rows;
    }

    private async Task ReadItemsAsync(Dictionary<string, CatalogItem?> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
            return;
        await using var command = dataSource.CreateCommand($"{Items} where i.key = any($1)");
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Text, items.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items[reader.GetString(0)] = new CatalogItem(
                reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetFieldValue<string[]>(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6));
        }
    }

    private static CatalogItem ReadItem(NpgsqlBinaryExporter row) => new(
        row.Read<string>(), row.Read<long>(), ReadText(row), ReadText(row), row.Read<string[]>(), row.Read<bool>(), ReadTime(row));

    private static string? ReadText(NpgsqlBinaryExporter row)
    {
        if (!row.IsNull)
            return row.Read<string>();
        row.Skip();
        return null;
    }

    private static DateTimeOffset? ReadTime(NpgsqlBinaryExporter row)
    {
        if (!row.IsNull)
            return new DateTimeOffset(row.Read<DateTime>(NpgsqlDbType.TimestampTz));
        row.Skip();
        return null;
    }
}
