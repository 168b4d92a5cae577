using KDiffE.Infrastructure.Postgres;

namespace KDiffE.Infrastructure.Export;

/// <summary>Writes the files of an export; those that would have no row are left out.</summary>
internal sealed class FolderWriter(
    ConsistentRead read, string folder, string name, IProgress<ExportedFile>? progress, CancellationToken cancellationToken)
{
    // A row that came after the split is trained on, unless its pair is held out: the parts are to say so.
    private static readonly string Mark =
        $"coalesce(x.split, (select max(p.split) from interactions p where p.user_id = x.user_id and p.item_id = x.item_id and p.split > 0), {(short)StoredSplit.Train})";

    private readonly List<ExportedFile> _files = [];
    private readonly List<string> _skipped = [];

    /// <summary>The files written.</summary>
    internal IReadOnlyList<ExportedFile> Files => _files;

    /// <summary>What was not written, and why.</summary>
    internal IReadOnlyList<string> Skipped => _skipped;

    internal async Task WriteAsync()
    {
        await WriteDeclaredAsync("user", "users", "user_id");
        await WriteDeclaredAsync("item", "items", "item_id");
        await WriteInteractionsAsync();
        await WriteDeclaredAsync("entity", "entities", "entity_id");
        await WriteDeclaredAsync("relation", "relations", "relation_id");
        await WriteAsync(
            "link",
            [ExportColumn.Token("item_id", "i.key"), ExportColumn.Token("entity_id", "e.key")],
            "from items i join entities e on e.id = i.entity_id order by i.id");
        await WriteAsync(
            "kg",
            [ExportColumn.Token("head_id", "h.key"), ExportColumn.Token("relation_id", "r.key"), ExportColumn.Token("tail_id", "t.key")],
            """
            from kg_triples k
            join entities h on h.id = k.head_id
            join relations r on r.id = k.relation_id
            join entities t on t.id = k.tail_id
            order by k.id
            """);
        var features = new FeatureWriter(read, folder, progress, cancellationToken);
        await features.WriteAsync();
        _files.AddRange(features.Files);
        _skipped.AddRange(features.Skipped);
    }

    private async Task WriteDeclaredAsync(string extension, string table, string keyColumn)
    {
        var attributes = await ExportColumn.OfAttributesAsync(read, table, [keyColumn], _skipped, cancellationToken);
        await WriteAsync(
            extension, [ExportColumn.Token(keyColumn, "key"), .. attributes], $"from {table} where attributes is not null order by id");
    }

    private async Task WriteInteractionsAsync()
    {
        List<ExportColumn> columns = [ExportColumn.Token("user_id", "u.key"), ExportColumn.Token("item_id", "i.key")];
        if (await AnyAsync("interactions where weight is not null"))
            columns.Add(ExportColumn.Float("rating", "x.weight::text"));
        if (await AnyAsync("interactions where occurred_at is not null"))
            columns.Add(ExportColumn.Float("timestamp", "trim_scale(extract(epoch from x.occurred_at))::text"));
        if (await AnyAsync("interactions where event_type <> 'interaction'"))
            columns.Add(ExportColumn.Token("event_type", "nullif(x.event_type, 'interaction')"));
        columns.AddRange(await ExportColumn.OfAttributesAsync(
            read, "interactions", ["user_id", "item_id", "rating", "timestamp", "event_type"], _skipped, cancellationToken));

        if (await AnyAsync("interactions where split > 0"))
        {
            foreach (var mark in (StoredSplit[])[StoredSplit.Train, StoredSplit.Valid, StoredSplit.Test])
                await WriteAsync($"{mark.ToString().ToLowerInvariant()}.inter", columns, From($"where {Mark} = {(short)mark}"));
        }

        await WriteAsync("inter", columns, From(""));

        static string From(string condition) =>
            $"from interactions x join (select id, key from users) u on u.id = x.user_id join (select id, key from items) i on i.id = x.item_id {condition} order by x.id";
    }

    private async Task WriteAsync(string extension, IReadOnlyList<ExportColumn> columns, string from)
    {
        var file = $"{name}.{extension}";
        var path = Path.Combine(folder, file);
        var rows = await Task.Run(() => RecBoleFileWriter.Write(read, path, columns, from, progress, cancellationToken), cancellationToken);
        if (rows == 0)
            File.Delete(path);
        else
            _files.Add(new ExportedFile(file, rows));
    }

    private async Task<bool> AnyAsync(string rows)
    {
        await using var command = read.Command($"select exists (select from {rows})");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
