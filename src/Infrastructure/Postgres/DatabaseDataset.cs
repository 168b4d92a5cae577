using KDiffE.Domain.Data;
using Npgsql;
using NpgsqlTypes;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>
/// Reads the dataset of one training out of the database. It is in the order of the ids, as that of a folder is: the same
/// dense indices, and with them the same training run, in whichever order the rows came in.
/// </summary>
public static class DatabaseDataset
{
    /// <summary>Reads everything in one repeatable-read transaction, and so as of one moment. Hidden items stay trained.</summary>
    /// <param name="dataSource">Connections to a database of the present schema.</param>
    /// <param name="name">What to call the dataset, for reports and snapshots.</param>
    /// <param name="seed">Draws the parts that no published split marks.</param>
    /// <param name="positives">What is learnt from; every interaction unless given.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<Dataset> LoadAsync(
        NpgsqlDataSource dataSource, string name, int seed = 1, Positives? positives = null, CancellationToken cancellationToken = default)
    {
        await using var read = await ConsistentRead.OpenAsync(dataSource, cancellationToken);
        var builder = new DatasetBuilder(name)
        {
            Watermark = await WatermarkAsync(read, cancellationToken),
            Positives = positives ?? Positives.All,
        };
        await Task.Run(
            () => AddInteractions(builder, read, AddContent(builder, read, cancellationToken), cancellationToken), cancellationToken);
        builder.SortById();
        return builder.Build(seed);
    }

    /// <summary>Reads the items with their triples and features in the same way, without users and interactions.</summary>
    /// <param name="dataSource">Connections to a database of the present schema.</param>
    /// <param name="name">What to call the dataset.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<Dataset> LoadCatalogueAsync(NpgsqlDataSource dataSource, string name, CancellationToken cancellationToken = default)
    {
        await using var read = await ConsistentRead.OpenAsync(dataSource, cancellationToken);
        var builder = new DatasetBuilder(name);
        await Task.Run(() => AddContent(builder, read, cancellationToken), cancellationToken);
        builder.SortById();
        return builder.Build(seed: 1);
    }

    /// <summary>Adds the items with what is known of them, and says what they are called.</summary>
    private static Dictionary<long, string> AddContent(DatasetBuilder builder, ConsistentRead read, CancellationToken cancellationToken)
    {
        var items = new Dictionary<long, string>();
        read.Copy(
            "select i.id, i.key, i.name, e.key from items i left join entities e on e.id = i.entity_id",
            row =>
            {
                var item = items[row.Read<long>()] = row.Read<string>();
                builder.AddItem(item, ReadText(row));
                if (ReadText(row) is { } entity)
                    builder.AddLink(item, entity);
            },
            cancellationToken);

        AddTriples(builder, read, cancellationToken);
        AddFeatures(builder, read, items, cancellationToken);
        return items;
    }

    private static void AddInteractions(DatasetBuilder builder, ConsistentRead read, Dictionary<long, string> items, CancellationToken cancellationToken)
    {
        var users = Keys(read, "select id, key from users", cancellationToken);
        foreach (var user in users.Values)
            builder.AddUser(user);
        read.Copy(
            """
            select user_id, item_id, split, extract(epoch from occurred_at)::double precision, event_type, weight
            from interactions where split is distinct from 0
            """,
            row =>
            {
                var (user, item) = (users[row.Read<long>()], items[row.Read<long>()]);
                var part = row.IsNull ? SplitPart.None : ((StoredSplit)row.Read<short>()).ToPart();
                if (part == SplitPart.None)
                    row.Skip();
                builder.AddInteraction(user, item, part, ReadNumber(row) ?? double.NaN, row.Read<string>(), ReadNumber(row));
            },
            cancellationToken);
    }

    private static void AddTriples(DatasetBuilder builder, ConsistentRead read, CancellationToken cancellationToken)
    {
        // Names once each, and not with each of the triples that have them.
        var (entities, relations) = (Keys(read, "select id, key from entities", cancellationToken), Keys(read, "select id, key from relations", cancellationToken));
        read.Copy(
            "select head_id, relation_id, tail_id from kg_triples",
            row => builder.AddTriple(entities[row.Read<long>()], relations[row.Read<long>()], entities[row.Read<long>()]),
            cancellationToken);
    }

    private static Dictionary<long, string> Keys(ConsistentRead read, string query, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<long, string>();
        read.Copy(query, row => keys.Add(row.Read<long>(), row.Read<string>()), cancellationToken);
        return keys;
    }

    private static void AddFeatures(
        DatasetBuilder builder, ConsistentRead read, Dictionary<long, string> items, CancellationToken cancellationToken)
    {
        (string Modality, Action<string, float[]> Add)? open = null;
        // A modality has one size. Where rows got in beside the import that have another one, they are as good as missing.
        const string OfOneSize =
            """
            select modality, item_id, values from item_features join (
                select distinct on (modality) modality, dim from item_features group by modality, dim order by modality, count(*) desc, dim desc) size
            using (modality, dim) order by modality
            """;
        read.Copy(OfOneSize, row =>
        {
            var modality = row.Read<string>();
            var item = items[row.Read<long>()];
            var values = row.Read<float[]>(NpgsqlDbType.Array | NpgsqlDbType.Real);
            if (open?.Modality != modality)
                open = (modality, builder.AddFeature(modality, values.Length));
            open.Value.Add(item, values);
        }, cancellationToken);
    }

    private static async Task<DateTimeOffset?> WatermarkAsync(ConsistentRead read, CancellationToken cancellationToken)
    {
        await using var command = read.Command(
            """
            select greatest(
                (select max(updated_at) from users), (select max(updated_at) from items),
                (select max(updated_at) from interactions), (select max(updated_at) from item_features),
                (select max(updated_at) from entities), (select max(updated_at) from kg_triples))
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime newest ? new DateTimeOffset(newest) : null;
    }

    private static double? ReadNumber(NpgsqlBinaryExporter row)
    {
        if (!row.IsNull)
            return row.Read<double>();
        row.Skip();
        return null;
    }

    private static string? ReadText(NpgsqlBinaryExporter row)
    {
        if (!row.IsNull)
            return row.Read<string>();
        row.Skip();
        return null;
    }
}
