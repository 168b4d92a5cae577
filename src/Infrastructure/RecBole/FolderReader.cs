using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>
/// Reads the files of a folder row by row, checks every row, and numbers users, items, entities and relations in the
/// order in which they are first seen. Whoever reads must go through the files in the order of the methods below, which
/// decides the numbers.
/// </summary>
internal sealed class FolderReader
{
    private const int RowsPerReport = 1 << 14;

    private static readonly string[] LabelColumns = [.. ItemLabels.NameColumns, .. ItemLabels.CategoryColumns];

    private readonly RecBoleFolder _folder;
    private readonly BadRows _badRows;
    private readonly FolderNotes _notes;
    private readonly IProgress<FileProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly List<(string File, long Rows)> _rows = [];
    private readonly Utf8IdIndex _eventTypes = new();
    private readonly DateTimeOffset _tomorrow = DateTimeOffset.UtcNow.AddDays(1);
    private readonly long _totalBytes;
    private long _bytesBefore;

    internal FolderReader(
        RecBoleFolder folder, BadRows badRows, FolderNotes notes, IProgress<FileProgress>? progress, CancellationToken cancellationToken)
    {
        (_folder, _badRows, _notes, _progress, _cancellationToken) = (folder, badRows, notes, progress, cancellationToken);
        _totalBytes = folder.TotalBytes;
        notes.AddUnread(folder);
    }

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
    internal Declarations ReadUsers() => ReadDeclarations(_folder.Users, "user_id", Users);

    /// <summary>Items that the folder declares.</summary>
    internal Declarations ReadItems() => ReadDeclarations(_folder.Items, "item_id", Items, LabelColumns);

    /// <summary>Interactions, those of a published split first.</summary>
    internal IEnumerable<InteractionEvent> ReadInteractions() =>
        _folder.Interactions.SelectMany(f => ReadInteractions(f.File, f.Part));

    /// <summary>Entities that the folder declares.</summary>
    internal Declarations ReadEntities() => ReadDeclarations(_folder.Entities, "entity_id", Entities);

    /// <summary>Relations that the folder declares.</summary>
    internal Declarations ReadRelations() => ReadDeclarations(_folder.Relations, "relation_id", Relations);

    /// <summary>Which entity an item is; an item is one entity at most.</summary>
    internal IEnumerable<ItemLink> ReadLinks()
    {
        if (_folder.Links is null)
            yield break;
        using var source = OpenFile(_folder.Links);
        using var file = Open(source, _folder.Links);
        var item = file.Find("item_id", RecBoleType.Token, required: true);
        var entity = file.Find("entity_id", RecBoleType.Token, required: true);
        NoteIgnored(file, "item_id", "entity_id");
        var known = Items.Keys.Count;
        var entityOf = new Dictionary<int, int>();
        foreach (var row in RowsOf(file, source))
        {
            if (!row.IsId(item) || !row.IsId(entity))
                continue;
            var link = new ItemLink(Items.Add(row[item]), Entities.Add(row[entity]));
            if (entityOf.TryAdd(link.Item, link.Entity))
                yield return link;
            else if (entityOf[link.Item] != link.Entity)
                row.Reject(item, $"item '{Items.Keys[link.Item]}' is already linked to entity '{Entities.Keys[entityOf[link.Item]]}'");
        }

        var alone = Items.Keys.Count - known;
        if (alone > 0)
            _notes.Add($"{file.Name}: {alone:N0} items come up in no file before it, '{Items.Keys[known]}' first; they are items of the catalogue all the same.");
    }

    /// <summary>The triples of the knowledge graph, in the order of the file.</summary>
    internal IEnumerable<Triple> ReadTriples()
    {
        if (_folder.Triples is null)
            yield break;
        using var source = OpenFile(_folder.Triples);
        using var file = Open(source, _folder.Triples);
        var head = file.Find("head_id", RecBoleType.Token, required: true);
        var relation = file.Find("relation_id", RecBoleType.Token, required: true);
        var tail = file.Find("tail_id", RecBoleType.Token, required: true);
        NoteIgnored(file, "head_id", "relation_id", "tail_id");
        foreach (var row in RowsOf(file, source))
        {
            if (row.IsId(head) && row.IsId(relation) && row.IsId(tail))
                yield return new Triple(Entities.Add(row[head]), Relations.Add(row[relation]), Entities.Add(row[tail]));
        }
    }

    /// <summary>Feature matrices that fit the items; one that does not is reported and left out.</summary>
    internal IEnumerable<FeatureFile> ReadFeatures()
    {
        foreach (var (name, modality) in _folder.Features)
        {
            using var feature = FeatureFile.Open(_folder.FullPath(name), name, modality, Items, _badRows, mayAddItems: _folder.Items is null);
            if (feature is not null)
                yield return feature;
            Finish(name, feature?.RowsRead ?? 0, new FileInfo(_folder.FullPath(name)).Length);
        }
    }

    private Declarations ReadDeclarations(string? name, string keyColumn, Utf8IdIndex keys, params IReadOnlyList<string> labelColumns)
    {
        if (name is null)
            return new Declarations([], []);
        var source = OpenFile(name);
        var file = Open(source, name);
        var key = file.Find(keyColumn, RecBoleType.Token, required: true);
        NoteNear(file, [keyColumn, .. labelColumns]);
        return new Declarations([.. file.Names.Where(column => column != keyColumn)], Rows());

        IEnumerable<Declaration> Rows()
        {
            using var _ = source;
            using var __ = file;
            using var attributes = new AttributeWriter(file, key);
            var labels = new ItemLabels(file);
            foreach (var row in RowsOf(file, source))
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
    }

    private IEnumerable<InteractionEvent> ReadInteractions(string name, SplitPart part)
    {
        using var source = OpenFile(name);
        using var file = Open(source, name);
        var user = file.Find("user_id", RecBoleType.Token, required: true);
        var item = file.Find("item_id", RecBoleType.Token, required: true);
        var rating = file.Find("rating", RecBoleType.Float);
        var timestamp = file.Find("timestamp", RecBoleType.Float);
        var eventType = file.Find("event_type", RecBoleType.Token);
        NoteNear(file, "user_id", "item_id", "rating", "timestamp", "event_type");
        using var attributes = new AttributeWriter(file, user, item, rating, timestamp, eventType);
        var times = new FutureTimes(_tomorrow);
        foreach (var row in RowsOf(file, source))
        {
            double weight = 0;
            long time = 0;
            var hasWeight = rating >= 0 && !row[rating].IsEmpty;
            var hasTime = timestamp >= 0 && !row[timestamp].IsEmpty;
            var hasType = eventType >= 0 && !row[eventType].IsEmpty;
            if (row.IsId(user) && row.IsId(item)
                && (!hasWeight || row.TryNumber(rating, out weight))
                && (!hasTime || TryTime(row, timestamp, times, out time))
                && (!hasType || row.IsId(eventType))
                && attributes.TryWrite(out var extra))
            {
                yield return new InteractionEvent(
                    Users.Add(row[user]), Items.Add(row[item]), part,
                    hasType ? _eventTypes.Keys[_eventTypes.Add(row[eventType])] : null,
                    hasWeight ? weight : null, hasTime ? time : null, AttributeWriter.IsEmpty(extra) ? default : extra, name, row.Line);
            }
        }

        if (times.Count > 0)
            _notes.Add($"{name}: {times}");
    }

    private bool TryTime(RecBoleFileReader row, int column, FutureTimes times, out long microseconds)
    {
        microseconds = 0;
        if (!row.TryNumber(column, out var seconds))
            return false;
        if (!EventTime.TryParse(row[column], seconds, out microseconds))
        {
            var guess = EventTime.Guess(seconds, _tomorrow);
            return row.Reject(column, "is no time between the years 1 and 9999" + (guess.Length > 0 ? $" in seconds; {guess}" : ""));
        }

        times.Look(microseconds, seconds, row.Line);
        return true;
    }

    /// <summary>Columns that mean a known one, which the file lacks, and are spelt otherwise.</summary>
    private void NoteNear(RecBoleFileReader file, params IReadOnlyList<string> known)
    {
        foreach (var column in file.Names.Where(column => !known.Contains(column, StringComparer.Ordinal)))
        {
            if (known.FirstOrDefault(name => file.Find(name) < 0 && NearName.IsNear(name, column)) is { } meant)
                _notes.Add($"{file.Name}: the column '{column}' is kept as an attribute; the known one is called '{meant}'.");
        }
    }

    /// <summary>Columns that have no place in the database.</summary>
    private void NoteIgnored(RecBoleFileReader file, params IReadOnlyList<string> known)
    {
        var ignored = file.Names.Except(known, StringComparer.Ordinal).ToList();
        if (ignored.Count > 0)
            _notes.Add($"{file.Name}: not read: column {string.Join(", ", ignored)}.");
    }

    private FolderFile OpenFile(string name) => FolderFile.Open(_folder.FullPath(name));

    private RecBoleFileReader Open(FolderFile file, string name) => new(file.Content, name, _badRows);

    private IEnumerable<RecBoleFileReader> RowsOf(RecBoleFileReader file, FolderFile source)
    {
        while (file.Read())
        {
            yield return file;
            if (file.Rows % RowsPerReport == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                _progress?.Report(new FileProgress(file.Name, file.Rows, _bytesBefore + source.Position, _totalBytes, Done: false));
            }
        }

        Finish(file.Name, file.Rows, source.Position);
    }

    private void Finish(string name, long rows, long bytes)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _rows.Add((name, rows));
        _bytesBefore += bytes;
        _progress?.Report(new FileProgress(name, rows, _bytesBefore, _totalBytes, Done: true));
    }
}
