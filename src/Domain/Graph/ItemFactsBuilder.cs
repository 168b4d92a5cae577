using KDiffE.Domain.Data;

namespace KDiffE.Domain.Graph;

/// <summary>
/// Makes <see cref="ItemFacts"/> of streams of rows that name entities and relations by number: first which entity an item
/// is, then the triples, then what the entities and relations are called. As in training, a triple whose tail is an item
/// is also seen from that item, under the inverse relation; items that are one entity share its triples; a triple from an
/// entity to itself says nothing.
/// </summary>
/// <param name="items">Number of items in the snapshot.</param>
public sealed class ItemFactsBuilder(int items)
{
    private readonly Dictionary<long, List<int>> _itemsOf = [];
    private readonly Dictionary<(long Relation, bool Inverse, long Entity), int> _facts = [];
    // A fact and an item in one number each, so that sorting them groups them.
    private readonly List<long> _pairs = [];
    private readonly Dictionary<long, (string Id, string Name)?> _entities = [];
    private readonly Dictionary<long, string> _relations = [];
    private int[]? _counts;

    /// <summary>Says that an item is an entity.</summary>
    /// <param name="item">The item's row.</param>
    /// <param name="entity">The entity's number.</param>
    public void AddLink(int item, long entity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)items, nameof(item));
        if (!_itemsOf.TryGetValue(entity, out var linked))
            _itemsOf.Add(entity, linked = []);
        linked.Add(item);
    }

    /// <summary>Adds a triple; one that no item is part of, or that was there before, adds nothing.</summary>
    /// <exception cref="InvalidOperationException">Entities have been named already.</exception>
    public void AddTriple(long head, long relation, long tail)
    {
        if (_counts is not null)
            throw new InvalidOperationException("All triples come before the names of entities.");
        if (head == tail)
            return;
        AddFrom(head, (relation, false, tail));
        AddFrom(tail, (relation, true, head));
    }

    /// <summary>Names an entity, after all triples are there; passed over where no two items share a fact with it.</summary>
    /// <param name="entity">The entity's number.</param>
    /// <param name="id">Its external id.</param>
    /// <param name="name">What people call it; null where that is not known.</param>
    public void NameEntity(long entity, string id, string? name)
    {
        Group();
        if (_entities.ContainsKey(entity))
            _entities[entity] = (id, name ?? id);
    }

    /// <summary>Names a relation.</summary>
    /// <param name="relation">The relation's number.</param>
    /// <param name="id">Its external id.</param>
    public void NameRelation(long relation, string id) => _relations[relation] = id;

    /// <summary>Makes the facts.</summary>
    /// <exception cref="InvalidOperationException">An entity or a relation of a triple was not named.</exception>
    public ItemFacts Build()
    {
        Group();
        var shared = _facts.Where(fact => _counts![fact.Value] > 1).Select(fact => (Index: fact.Value, Fact: Named(fact.Key, _counts![fact.Value])))
            .OrderBy(fact => fact.Fact.Items).ThenBy(fact => fact.Fact.Relation, StringComparer.Ordinal).ThenBy(fact => fact.Fact.EntityId, StringComparer.Ordinal)
            .ToArray();
        var starts = new int[shared.Length + 1];
        var place = new int[_facts.Count];
        Array.Fill(place, -1);
        for (var k = 0; k < shared.Length; k++)
        {
            starts[k + 1] = starts[k] + shared[k].Fact.Items;
            place[shared[k].Index] = starts[k];
        }

        var (itemsOf, squares) = (new int[starts[^1]], new double[items]);
        foreach (var pair in _pairs)
        {
            var (fact, item) = ((int)(pair >> 32), (int)pair);
            squares[item] += ItemFacts.SquaredWeight(items, _counts![fact]);
            if (place[fact] >= 0)
                itemsOf[place[fact]++] = item;
        }

        return new ItemFacts([.. shared.Select(fact => fact.Fact)], starts, itemsOf, [.. squares.Select(Math.Sqrt)]);
    }

    private void AddFrom(long from, (long Relation, bool Inverse, long Entity) key)
    {
        if (!_itemsOf.TryGetValue(from, out var linked))
            return;
        if (!_facts.TryGetValue(key, out var fact))
            _facts.Add(key, fact = _facts.Count);
        foreach (var item in linked)
            _pairs.Add(((long)fact << 32) | (uint)item);
    }

    // Each pair once, in order, and how many items have each fact.
    private void Group()
    {
        if (_counts is not null)
            return;
        _pairs.Sort();
        var kept = 0;
        _counts = new int[_facts.Count];
        for (var k = 0; k < _pairs.Count; k++)
        {
            if (kept > 0 && _pairs[k] == _pairs[kept - 1])
                continue;
            _counts[_pairs[k] >> 32]++;
            _pairs[kept++] = _pairs[k];
        }

        _pairs.RemoveRange(kept, _pairs.Count - kept);
        foreach (var (key, fact) in _facts)
        {
            if (_counts[fact] > 1)
                _entities[key.Entity] = null;
        }
    }

    private ItemFact Named((long Relation, bool Inverse, long Entity) key, int count)
    {
        if (!_relations.TryGetValue(key.Relation, out var relation))
            throw new InvalidOperationException($"Relation {key.Relation} has no name.");
        var (id, name) = _entities[key.Entity] ?? throw new InvalidOperationException($"Entity {key.Entity} has no name.");
        return new ItemFact(key.Inverse ? KnowledgeGraphIndex.Inverse(relation) : KnowledgeGraphIndex.Forward(relation), id, name, count);
    }
}
