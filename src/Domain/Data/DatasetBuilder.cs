namespace KDiffE.Domain.Data;

/// <summary>
/// Collects a catalogue row by row, from a folder or from the database, and makes it a <see cref="Dataset"/>.
/// The order in which rows arrive decides the dense indices, so a source must be read in a stable order for
/// training to be reproducible.
/// </summary>
public sealed class DatasetBuilder(string name)
{
    private const double HeldOutShare = 0.1;

    private readonly IdIndex _users = new();
    private readonly IdIndex _items = new();
    private readonly Dictionary<int, string> _names = [];
    private readonly List<(int User, int Item, SplitPart Part, double Timestamp)> _interactions = [];
    private readonly List<(string Item, string Entity)> _links = [];
    private readonly List<(string Head, string Relation, string Tail)> _triples = [];
    private readonly List<(string Modality, int Dim, List<(string Item, float[] Row)> Rows)> _features = [];

    /// <summary>Passed on to <see cref="Dataset.Watermark"/>.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>Declares a user, so that it has an index even without an interaction.</summary>
    public void AddUser(string id) => _users.Add(id);

    /// <summary>Declares an item, so that it is ranked even without an interaction.</summary>
    public void AddItem(string id, string? itemName = null)
    {
        var item = _items.Add(id);
        if (!string.IsNullOrWhiteSpace(itemName))
            _names[item] = itemName;
    }

    /// <summary>Adds an interaction; <paramref name="timestamp"/> is in seconds, NaN when unknown.</summary>
    public void AddInteraction(string user, string item, SplitPart part = SplitPart.None, double timestamp = double.NaN) =>
        _interactions.Add((_users.Add(user), _items.Add(item), part, timestamp));

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
    /// Builds the dataset. Published parts are kept. Where only <c>valid</c> is missing, a tenth of the training
    /// rows becomes it (of users with more than two), drawn with <paramref name="seed"/>. Where nothing is
    /// marked, each user's last tenth by time (or drawn, without times) becomes test and the tenth before it valid.
    /// </summary>
    public Dataset Build(int seed)
    {
        foreach (var (item, _) in _links)
            _items.Add(item);
        foreach (var (_, _, rows) in _features)
        {
            foreach (var (item, _) in rows)
                _items.Add(item);
        }

        var (train, valid, test) = InteractionSplit.Assign(_interactions, HeldOutShare, seed);
        var (entities, relations, triples) = KnowledgeGraphIndex.Build(_items, _links, _triples);
        var names = new string?[_items.Count];
        foreach (var (item, itemName) in _names)
            names[item] = itemName;
        return new Dataset(
            name, _users.Ids, _items.Ids, entities, relations, names, train, valid, test, triples,
            [.. _features.Select(f => BuildFeature(f.Modality, f.Dim, f.Rows))])
        {
            Watermark = Watermark,
        };
    }

    private ItemFeature BuildFeature(string modality, int dim, List<(string Item, float[] Row)> rows)
    {
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
