using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Reads the files of a folder row by row, checks every row, and numbers users, items, entities and relations in the
/// order in which they are first seen. Whoever reads must go through the files in the order of the methods below:
/// that order decides the numbers, and it is what makes training from a folder and from the database agree.
/// </summary>
internal sealed class FolderReader(
    RecBoleFolder folder, BadRows badRows, IProgress<FileProgress>? progress, CancellationToken cancellationToken)
{
    private const int RowsPerReport = 1 << 14;

    // The first and last seconds of years 1 to 9999 are PostgreSQL's -infinity and infinity to Npgsql.
    private static readonly double MinSeconds = new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly double MaxSeconds = new DateTimeOffset(9999, 12, 30, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly List<(string File, long Rows)> _rows = [];
    private readonly Utf8IdIndex _eventTypes = new();
    private readonly long _totalBytes = folder.TotalBytes;
    private long _bytesBefore;

    /// <summary>External user ids by index.</summary>
    internal Utf8IdIndex Users { get; } = new();

    /// <summary>External item ids by index.</summary>
    internal Utf8IdIndex Items { get; } = new();

    /// <summary>External entity ids by index.</summary>
    internal Utf8IdIndex Entities { get; } = new();

    /// <summary>External relation ids by index.</summary>
    internal Utf8IdIndex Relations { get; } = new();

    /// <summary>Rows of each file read so far, sound or not.</summary>
    internal IReadOnlyList<(string File, long Rows)> Rows => _rows;

    /// <summary>Users that the folder declares.</summary>
    internal IEnumerable<Declaration> ReadUsers() => ReadDeclarations(folder.Users, "user_id", Users);

    /// <summary>Items that the folder declares.</summary>
    internal IEnumerable<Declaration> ReadItems() => ReadDeclarations(folder.Items, "item_id", Items);

    /// <summary>Interactions, those of a published split first.</summary>
    internal IEnumerable<InteractionEvent> ReadInteractions() =>
        folder.Interactions.SelectMany(f => ReadInteractions(f.File, f.Part));

    /// <summary>Entities that the folder declares.</summary>
    internal IEnumerable<Declaration> ReadEntities() => ReadDeclarations(folder.Entities, "entity_id", Entities);

    /// <summary>Relations that the folder declares.</summary>
    internal IEnumerable<Declaration> ReadRelations() => ReadDeclarations(folder.Relations, "relation_id", Relations);

    /// <summary>Which entity an item is; an item is one entity at most.</summary>
    internal IEnumerable<ItemLink> ReadLinks()
    {
        if (folder.Links is null)
            yield break;
        using var file = Open(folder.Links);
        var item = file.Find("item_id", RecBoleType.Token, required: true);
        var entity = file.Find("entity_id", RecBoleType.Token, required: true);
        var entityOf = new Dictionary<int, int>();
        foreach (var row in RowsOf(file))
        {
            if (!row.IsId(item) || !row.IsId(entity))
                continue;
            var link = new ItemLink(Items.Add(row[item]), Entities.Add(row[entity]));
            if (entityOf.TryAdd(link.Item, link.Entity))
                yield return link;
            else if (entityOf[link.Item] != link.Entity)
                row.Reject(item, $"item '{Items.Keys[link.Item]}' is already linked to entity '{Entities.Keys[entityOf[link.Item]]}'");
        }
    }

    /// <summary>The triples of the knowledge graph, in the order of the file.</summary>
    internal IEnumerable<Triple> ReadTriples()
    {
        if (folder.Triples is null)
            yield break;
        using var file = Open(folder.Triples);
        var head = file.Find("head_id", RecBoleType.Token, required: true);
        var relation = file.Find("relation_id", RecBoleType.Token, required: true);
        var tail = file.Find("tail_id", RecBoleType.Token, required: true);
        foreach (var row in RowsOf(file))
        {
            if (row.IsId(head) && row.IsId(relation) && row.IsId(tail))
                yield return new Triple(Entities.Add(row[head]), Relations.Add(row[relation]), Entities.Add(row[tail]));
        }
    }

    /// <summary>Feature matrices that fit the items; one that does not is reported and left out.</summary>
    internal IEnumerable<FeatureFile> ReadFeatures()
    {
        foreach (var (name, modality) in folder.Features)
        {
            using var feature = FeatureFile.Open(OpenStream(name), name, modality, Items, badRows, mayAddItems: folder.Items is null);
            if (feature is null)
                continue;
            yield return feature;
            Finish(name, feature.RowsRead, new FileInfo(folder.FullPath(name)).Length);
        }
    }

    private IEnumerable<Declaration> ReadDeclarations(string? name, string keyColumn, Utf8IdIndex keys)
    {
        if (name is null)
            yield break;
        using var file = Open(name);
        var key = file.Find(keyColumn, RecBoleType.Token, required: true);
        using var attributes = new AttributeWriter(file, key);
        var labels = new ItemLabels(file);
        foreach (var row in RowsOf(file))
        {
            if (!row.IsId(key) || !attributes.TryWrite(out var json))
                continue;
            var known = keys.Keys.Count;
            var index = keys.Add(row[key]);
            if (index < known)
                row.Reject(key, $"'{keys.Keys[index]}' is declared twice");
            else
                yield return new Declaration(index, json, labels.Name(), labels.Categories());
        }
    }

    private IEnumerable<InteractionEvent> ReadInteractions(string name, SplitPart part)
    {
        using var file = Open(name);
        var user = file.Find("user_id", RecBoleType.Token, required: true);
        var item = file.Find("item_id", RecBoleType.Token, required: true);
        var rating = file.Find("rating", RecBoleType.Float);
        var timestamp = file.Find("timestamp", RecBoleType.Float);
        var eventType = file.Find("event_type", RecBoleType.Token);
        using var attributes = new AttributeWriter(file, user, item, rating, timestamp, eventType);
        foreach (var row in RowsOf(file))
        {
            double weight = 0;
            long time = 0;
            var hasWeight = rating >= 0 && !row[rating].IsEmpty;
            var hasTime = timestamp >= 0 && !row[timestamp].IsEmpty;
            var hasType = eventType >= 0 && !row[eventType].IsEmpty;
            if (row.IsId(user) && row.IsId(item)
                && (!hasWeight || row.TryNumber(rating, out weight))
                && (!hasTime || TryTime(row, timestamp, out time))
                && (!hasType || row.IsId(eventType))
                && attributes.TryWrite(out var extra))
            {
                yield return new InteractionEvent(
                    Users.Add(row[user]), Items.Add(row[item]), part,
                    hasType ? _eventTypes.Keys[_eventTypes.Add(row[eventType])] : null,
                    hasWeight ? weight : null, hasTime ? time : null, AttributeWriter.IsEmpty(extra) ? default : extra, name, row.Line);
            }
        }
    }

    private static bool TryTime(RecBoleFileReader row, int column, out long microseconds)
    {
        microseconds = 0;
        if (!row.TryNumber(column, out var seconds))
            return false;
        if (seconds < MinSeconds || seconds > MaxSeconds)
            return row.Reject(column, "is no time between the years 1 and 9999");
        microseconds = (long)Math.Round(seconds * 1e6);
        return true;
    }

    private RecBoleFileReader Open(string name) => new(OpenStream(name), name, badRows);

    private FileStream OpenStream(string name) =>
        new(folder.FullPath(name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    private IEnumerable<RecBoleFileReader> RowsOf(RecBoleFileReader file)
    {
        long rows = 0;
        while (file.Read())
        {
            yield return file;
            if (++rows % RowsPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new FileProgress(file.Name, rows, _bytesBefore + file.BytesRead, _totalBytes, Done: false));
            }
        }

        Finish(file.Name, Math.Max(0, file.Line - 1), file.BytesRead);
    }

    private void Finish(string name, long rows, long bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _rows.Add((name, rows));
        _bytesBefore += bytes;
        progress?.Report(new FileProgress(name, rows, _bytesBefore, _totalBytes, Done: true));
    }
}
