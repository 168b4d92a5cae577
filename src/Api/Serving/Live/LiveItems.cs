using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KDiffE.Domain.Filtering;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;

namespace KDiffE.Api.Serving.Live;

/// <summary>
/// The items of a snapshot as the catalogue has them now, and after them, in rows of their own, those that came since. One
/// thread writes, any number reads. Rows are valid under a lease of the snapshot.
/// </summary>
internal sealed class LiveItems
{
    private const int SpareCategories = 10_000;

    private readonly Snapshot _snapshot;
    private readonly ConcurrentDictionary<string, int> _newRows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string?> _names = [];
    private readonly ConcurrentBag<ItemMask> _masks = [];
    private readonly ConcurrentDictionary<string, int> _categoryNumbers = new(StringComparer.Ordinal);
    private readonly int[]?[] _categories;
    private readonly string[] _newIds;
    private readonly long[] _ids;
    private readonly Dictionary<int, DateTimeOffset> _availableUntil = [];
    private readonly PriorityQueue<(int Row, DateTimeOffset Until), DateTimeOffset> _expiring = new();
    private readonly ItemMask _deleted;
    private readonly List<int> _unordered = [];
    private int[] _newestFirst = [];
    private volatile bool _anyRenamed;
    private int _version;
    private int _attributesVersion;

    /// <param name="snapshot">The items that are trained.</param>
    /// <param name="room">How many may come after them.</param>
    public LiveItems(Snapshot snapshot, int room)
    {
        _snapshot = snapshot;
        Capacity = snapshot.Items + room;
        _newIds = new string[room];
        _ids = new long[Capacity];
        _categories = new int[]?[Capacity];
        Available = new ItemMask(Capacity);
        _deleted = new ItemMask(Capacity);
        Attributes = new ItemAttributes(Capacity);
        Categories = new ItemAttributes(Capacity);
    }

    /// <summary>Number of rows there can be; sets of rows have this size.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _snapshot.Items + _newRows.Count;

    /// <summary>Grows after everything that changes but attributes and categories: whoever read it before reads nothing older than it.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Grows after each change of attributes or categories.</summary>
    public int AttributesVersion => Volatile.Read(ref _attributesVersion);

    /// <summary>Rows of items that are neither hidden nor expired nor deleted.</summary>
    public ItemMask Available { get; }

    /// <summary>What is known of the items, by row.</summary>
    public ItemAttributes Attributes { get; }

    /// <summary>Their categories, as the attribute `category`, so that conditions on it are conditions as any other.</summary>
    public ItemAttributes Categories { get; }

    /// <summary>Lets every item of the snapshot be recommended that nobody has said anything of.</summary>
    public void Assume()
    {
        for (var row = 0; row < _snapshot.Items; row++)
            Available[row] = true;
    }

    /// <summary>Whether the model has a vector for a row.</summary>
    public bool IsTrained(int row) => row < _snapshot.Items;

    /// <summary>The row of an external id, also of an item that is deleted.</summary>
    public bool TryGetRow(string id, out int row) => _snapshot.TryGetItem(id, out row) || _newRows.TryGetValue(id, out row);

    /// <summary>The row of an item that there is; it may be hidden or expired.</summary>
    public bool TryFind(string id, out int row) => TryGetRow(id, out row) && !_deleted[row];

    /// <summary>The external id of a row.</summary>
    public string Id(int row) => IsTrained(row) ? _snapshot.ItemId(row) : _newIds[row - _snapshot.Items];

    /// <summary>The readable name of a row; null when it has none.</summary>
    public string? Name(int row) => _names.TryGetValue(row, out var name) || !IsTrained(row) ? name : _snapshot.ItemName(row);

    /// <summary>Writes the external id of a row as a property, without making a string of one that the snapshot has.</summary>
    public void WriteId(JsonEncodedText property, int row, Utf8JsonWriter json)
    {
        if (IsTrained(row))
            json.WriteString(property, _snapshot.ItemIdUtf8(row));
        else
            json.WriteString(property, Id(row));
    }

    /// <summary>Writes the readable name of a row, or null where it has none, in the same way.</summary>
    public void WriteName(JsonEncodedText property, int row, Utf8JsonWriter json)
    {
        string? name = null;
        if ((_anyRenamed && _names.TryGetValue(row, out name)) || !IsTrained(row))
            json.WriteString(property, name);
        else if (_snapshot.ItemNameUtf8(row) is { IsEmpty: false } utf8)
            json.WriteString(property, utf8);
        else
            json.WriteNull(property);
    }

    /// <summary>Some attributes of a row, as an object of those that it has.</summary>
    public JsonElement Describe(int row, IReadOnlyList<AttributePath> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Attributes.Write(row, fields, writer);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>At most so many items of one category.</summary>
    // Categories that come while a list is made have numbers beyond those that there are now.
    public CategoryCap CapOf(int most) => new(most, _categoryNumbers.Count + SpareCategories, row => Volatile.Read(ref _categories[row]));

    /// <summary>Takes over what an item is now.</summary>
    /// <param name="key">Its external id.</param>
    /// <param name="item">Null when it is gone.</param>
    /// <param name="now">When it is known, to tell whether it has expired.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool Apply(string key, CatalogItem? item, DateTimeOffset now)
    {
        var isNew = !TryGetRow(key, out var row);
        if (item is null)
        {
            if (!isNew)
                Show(row, isAvailable: false, isDeleted: true);
            return true;
        }

        if (isNew && !TryAdd(key, out row))
            return false;
        if (_ids[row] != item.Id)
            _unordered.Add(row);
        _ids[row] = item.Id;
        if (Name(row) != item.Name)
        {
            _names[row] = item.Name;
            _anyRenamed = true;
            Volatile.Write(ref _version, _version + 1);
        }

        Describe(row, item);
        _availableUntil.Remove(row);
        var expired = item.AvailableUntil <= now;
        if (item.AvailableUntil is { } until && !expired)
        {
            _availableUntil[row] = until;
            _expiring.Enqueue((row, until), until);
        }

        Show(row, isAvailable: !item.Hidden && !expired, isDeleted: false);
        return true;
    }

    /// <summary>Takes out what has expired, and has new items found by their age.</summary>
    public void Settle(DateTimeOffset now)
    {
        while (_expiring.TryPeek(out var next, out var until) && until <= now)
        {
            _expiring.Dequeue();
            if (_availableUntil.TryGetValue(next.Row, out var last) && last == next.Until)
                Show(next.Row, isAvailable: false, _deleted[next.Row]);
        }

        if (_unordered.Count == 0)
            return;
        _unordered.Clear();
        _newestFirst = [.. Enumerable.Range(0, Count).Where(row => _ids[row] > 0).OrderByDescending(row => _ids[row])];
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Finds the items that were written last. They have no scores.</summary>
    /// <inheritdoc cref="ITopItems.Find"/>
    public int Latest(ItemMask allowed, ScoredItem? after, Span<ScoredItem> top)
    {
        var found = 0;
        var order = _newestFirst;
        for (var place = after is { } last ? FirstOlder(order, last.Item) : 0; place < order.Length && found < top.Length; place++)
        {
            if (allowed[order[place]])
                top[found++] = new ScoredItem(order[place], 0);
        }

        return found;
    }

    /// <summary>Takes a set of the right size, of whatever content.</summary>
    public ItemMask Rent() => _masks.TryTake(out var mask) ? mask : new ItemMask(Capacity);

    /// <summary>Gives a set back.</summary>
    public void Return(ItemMask mask) => _masks.Add(mask);

    private void Show(int row, bool isAvailable, bool isDeleted)
    {
        if ((Available[row], _deleted[row]) == (isAvailable, isDeleted))
            return;
        (Available[row], _deleted[row]) = (isAvailable, isDeleted);
        Volatile.Write(ref _version, _version + 1);
    }

    private void Describe(int row, CatalogItem item)
    {
        byte[] attributes = item.Attributes is null ? [] : Encoding.UTF8.GetBytes(item.Attributes);
        byte[] categories = item.Categories.Length == 0 ? [] : CategoryFilter.Describe(item.Categories);
        if (Attributes.Json(row).Span.SequenceEqual(attributes) && Categories.Json(row).Span.SequenceEqual(categories) && _categories[row] is not null)
            return;
        Attributes.Set(row, attributes);
        Categories.Set(row, categories);
        _categories[row] = [.. item.Categories.Distinct(StringComparer.Ordinal).Select(name => _categoryNumbers.GetOrAdd(name, _ => _categoryNumbers.Count))];
        Volatile.Write(ref _attributesVersion, _attributesVersion + 1);
    }

    private bool TryAdd(string key, out int row)
    {
        row = Count;
        if (row == Capacity)
            return false;
        _newIds[row - _snapshot.Items] = key;
        // Seen by readers only now, when its id is there.
        _newRows[key] = row;
        return true;
    }

    private int FirstOlder(int[] order, int row)
    {
        var (low, high) = (0, order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ids[order[middle]] >= _ids[row])
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
