namespace KDiffE.Domain.Data;

/// <summary>
/// Turns triples between external entities into triples seen from items. A triple whose tail is an item is also
/// seen from there, under the inverse relation; a triple of an entity that several items share is seen from each.
/// </summary>
internal static class KnowledgeGraphIndex
{
    private const string InverseSuffix = "^-1";
    private const string ForwardSuffix = "^+1";

    /// <summary>
    /// What a relation is called from head to tail: its own name. One may really be called as an inverse is; then its own
    /// direction is marked too, and the two stay apart.
    /// </summary>
    internal static string Forward(string relation) =>
        relation.EndsWith(InverseSuffix, StringComparison.Ordinal) || relation.EndsWith(ForwardSuffix, StringComparison.Ordinal)
            ? relation + ForwardSuffix
            : relation;

    /// <summary>What a relation is called from tail to head.</summary>
    internal static string Inverse(string relation) => relation + InverseSuffix;

    internal static (IReadOnlyList<string> Entities, IReadOnlyList<string> Relations, Triples Triples) Build(
        IdIndex items, List<(string Item, string Entity)> links, List<(string Head, string Relation, string Tail)> triples)
    {
        var itemsOf = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var known = new HashSet<(int, string)>();
        foreach (var (itemId, entity) in links)
        {
            if (!items.TryGet(itemId, out var item))
                continue;
            if (!itemsOf.TryGetValue(entity, out var linked))
                itemsOf.Add(entity, linked = []);
            if (known.Add((item, entity)))
                linked.Add(item);
        }

        var entities = new IdIndex();
        var relations = new IdIndex();
        var seen = new HashSet<(int Head, int Relation, int Tail)>();
        var rows = new List<(int Head, int Relation, int Tail)>();
        foreach (var (head, relation, tail) in triples)
        {
            AddFrom(head, Forward(relation), tail);
            AddFrom(tail, Inverse(relation), head);
        }

        return (entities.Ids, relations.Ids,
            new Triples([.. rows.Select(r => r.Head)], [.. rows.Select(r => r.Relation)], [.. rows.Select(r => r.Tail)]));

        void AddFrom(string from, string relation, string to)
        {
            if (!itemsOf.TryGetValue(from, out var heads))
                return;
            var tail = itemsOf.TryGetValue(to, out var linked) ? linked[0] : items.Count + entities.Add(to);
            var relationIndex = relations.Add(relation);
            foreach (var item in heads)
            {
                if (item != tail && seen.Add((item, relationIndex, tail)))
                    rows.Add((item, relationIndex, tail));
            }
        }
    }
}
