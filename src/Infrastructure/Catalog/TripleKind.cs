using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Triples of the knowledge graph; there is nothing about one to be changed.</summary>
internal sealed class TripleKind : RowKind<TripleFields>
{
    /// <inheritdoc/>
    public override string Name => "triples";

    internal override IReadOnlyList<RowField<TripleFields>> Fields { get; } =
    [
        RowField<TripleFields>.Key("head", row => row.Head),
        RowField<TripleFields>.Key("relation", row => row.Relation),
        RowField<TripleFields>.Key("tail", row => row.Tail),
    ];

    internal override JsonTypeInfo<TripleFields> JsonOfRow => CatalogJson.Default.TripleFields;

    internal override JsonTypeInfo<IReadOnlyList<TripleFields>> JsonOfList => CatalogJson.Default.IReadOnlyListTripleFields;

    internal override string SelectAll =>
        """
        select head.key, relation.key, tail.key
        from kg_triples t join entities head on head.id = t.head_id join relations relation on relation.id = t.relation_id join entities tail on tail.id = t.tail_id
        """;

    internal override async Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken)
    {
        await rows.EnsureAsync("entities", ["head", "tail"], cancellationToken);
        await rows.EnsureAsync("relations", ["relation"], cancellationToken);
        return await rows.UpsertAsync(
            $"""
            insert into kg_triples (head_id, relation_id, tail_id)
            select distinct head.id, relation.id, tail.id
            from {rows.From}
            join entities head on head.key = staged.head
            join relations relation on relation.key = staged.relation
            join entities tail on tail.key = staged.tail
            order by head.id, relation.id, tail.id
            on conflict (head_id, relation_id, tail_id) do nothing
            """, cancellationToken);
    }
}
