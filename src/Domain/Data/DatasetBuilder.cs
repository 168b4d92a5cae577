namespace KDiffE.Domain.Data;

/// <summary>
/// Collects a catalogue row by row, from a folder or from the database, and makes it a <see cref="Dataset"/>.
/// The order in which rows arrive decides the dense indices, unless <see cref="SortById"/> takes that from it.
/// </summary>
public sealed class DatasetBuilder(string name)
{
    private readonly Dictionary<int, string> _names = [];
    private readonly List<(string Item, string Entity)> _links = [];
    private readonly List<(string Head, string Relation, string Tail)> _triples = [];
    private readonly List<(string Modality, int Dim, List<(string Item, float[] Row)> Rows)> _features = [];
    private IdIndex _kinds = new();
    private IdIndex _users = new();
    private IdIndex _items = new();
    private ObservationTable? _observations;

    /// <summary>Passed on to <see cref="Dataset.Watermark"/>.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>What is learnt from; the other interactions become <see cref="Dataset.Negative"/>.</summary>
    public Positives Positives { get; init; } = Positives.All;

    // Made when the first row comes: what is kept of it depends on the rule.
    private ObservationTable Observations => _observations ??= new ObservationTable(weighed: !Positives.AreAll);

    /// <summary>Declares a user, so that it has an index even without an interaction.</summary>
    public void AddUser(string id) => _users.Add(id);

    /// <summary>Declares an item, so that it is ranked even without an interaction.</summary>
    public void AddItem(string id, string? itemName = null)
    {
        var item = _items.Add(id);
        if (!string.IsNullOrWhiteSpace(itemName))
            _names[item] = itemName;
    }

    /// <summary>Adds an interaction.</summary>
    /// <param name="user">External id of the user.</param>
    /// <param name="item">External id of the item.</param>
    /// <param name="part">Where a published split has it.</param>
    /// <param name="timestamp">In seconds; NaN when unknown.</param>
    /// <param name="eventType">What kind of event; null where the source does not say.</param>
    /// <param name="rating">How much the user liked it, where that is known.</param>
    public void AddInteraction(
        string user, string item, SplitPart part = SplitPart.None, double timestamp = double.NaN, string? eventType = null, double? rating = null) =>
        Observations.Add(new Observation(
            _users.Add(user), _items.Add(item), part, timestamp, _kinds.Add(eventType ?? Positives.UnnamedEvent), rating ?? double.NaN));

    /// <summary>Says which knowledge-graph entity an item is; several items may share one.</summary>
    public void AddLink(string item, string entity) => _links.Add((item, entity));

    /// <summary>Adds a triple between entities (external entity ids).</summary>
    public void AddTriple(string head, string relation, string tail) => _triples.Add((head, relation, tail));

    /// <summary>Starts a modality; returns the sink for its rows of <paramref name="dim"/> values.</summary>
    public Action<string, float[]> AddFeature(string modality, int dim)
    {
        var rows = new List<(string, float[])>();
        _features.Add((modality, dim, rows));
        return (item, row) => rows.Add((item, row));
    }

    /// <summary>
    /// Brings everything into the order of its ids, character by character: what is built then is the same in whichever
    /// order the rows came.
    /// </summary>
    public void SortById()
    {
        AddContentItems();
        var (users, items, kinds) = (Sort(ref _users), Sort(ref _items), Sort(ref _kinds));
        var names = _names.ToDictionary(x => items[x.Key], x => x.Value);
        _names.Clear();
        foreach (var (item, itemName) in names)
            _names.Add(item, itemName);
        Observations.Renumber(users, items, kinds);
        _links.Sort((a, b) => Compare((a.Item, a.Entity, ""), (b.Item, b.Entity, "")));
        _triples.Sort(Compare);
        _features.Sort((a, b) => string.CompareOrdinal(a.Modality, b.Modality));

        static int Compare((string First, string Second, string Third) a, (string First, string Second, string Third) b)
        {
            var first = string.CompareOrdinal(a.First, b.First);
            var second = first != 0 ? first : string.CompareOrdinal(a.Second, b.Second);
            return second != 0 ? second : string.CompareOrdinal(a.Third, b.Third);
        }
    }

    /// <summary>
    /// Builds the dataset. Published parts are kept. Where only <c>valid</c> is missing, a tenth of the training
    /// rows becomes it (two of each user stay), drawn with <paramref name="seed"/>. Where nothing is marked, each user's
    /// last tenth by time (or drawn, without times) becomes test and the tenth before it valid. The interactions are used up.
    /// </summary>
    public Dataset Build(int seed)
    {
        AddContentItems();
        var (pairs, negative) = Observations.Merge(_users.Count, _items.Count, _kinds.Ids, Positives);
        // What it holds of each interaction is no longer needed while they are split, and is more than they come to.
        _observations = null;
        var (train, valid, test) = new InteractionSplit(pairs, _users.Ids, _items.Ids, seed).Assign();
        var (entities, relations, triples) = KnowledgeGraphIndex.Build(_items, _links, _triples);
        var names = new string?[_items.Count];
        foreach (var (item, itemName) in _names)
            names[item] = itemName;
        return new Dataset(
            name, _users.Ids, _items.Ids, entities, relations, names, train, valid, test, triples,
            [.. _features.Select(f => BuildFeature(f.Modality, f.Dim, f.Rows))])
        {
            Negative = negative,
            Watermark = Watermark,
        };
    }

    /// <summary>Items that only a link or a feature knows.</summary>
    private void AddContentItems()
    {
        foreach (var (item, _) in _links)
            _items.Add(item);
        foreach (var (_, _, rows) in _features)
        {
            foreach (var (item, _) in rows)
                _items.Add(item);
        }
    }

    /// <summary>Puts an index into the order of its ids; returns the new index of each old one.</summary>
    private static int[] Sort(ref IdIndex index)
    {
        var sorted = new IdIndex();
        foreach (var id in index.Ids.Order(StringComparer.Ordinal))
            sorted.Add(id);
        var places = Array.ConvertAll([.. index.Ids], sorted.Add);
        index = sorted;
        return places;
    }

    private ItemFeature BuildFeature(string modality, int dim, List<(string Item, float[] Row)> rows)
    {
        if ((long)_items.Count * dim > Array.MaxLength)
            throw new InvalidDataException($"Feature '{modality}' has {dim} values for each of {_items.Count} items, which is more than one array holds ({Array.MaxLength}).");
        var values = new float[_items.Count * dim];
        var present = new bool[_items.Count];
        foreach (var (id, row) in rows)
        {
            var item = _items.Add(id);
            row.CopyTo(values, item * dim);
            present[item] = true;
        }

        return new ItemFeature(modality, dim, values, present);
    }
}
