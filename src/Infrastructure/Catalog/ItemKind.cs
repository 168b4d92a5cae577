using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Items of the catalogue, each with the entity that it is.</summary>
internal sealed class ItemKind : KeyedKind<ItemFields>
{
    /// <inheritdoc/>
    public override string Name => "items";

    /// <inheritdoc/>
    public override string Singular => "item";

    internal override IReadOnlyList<RowField<ItemFields>> Fields { get; } =
    [
        RowField<ItemFields>.Key("id", row => row.Id),
        RowField<ItemFields>.Text("name", row => row.Name),
        RowField<ItemFields>.Object("attributes", row => row.Attributes),
        RowField<ItemFields>.Texts("categories", row => row.Categories),
        RowField<ItemFields>.Boolean("hidden", row => row.Hidden),
        RowField<ItemFields>.Time("availableUntil", row => row.AvailableUntil),
        RowField<ItemFields>.Text("entity", row => row.Entity),
    ];

    internal override JsonTypeInfo<ItemFields> JsonOfRow => CatalogJson.Default.ItemFields;

    internal override JsonTypeInfo<IReadOnlyList<ItemFields>> JsonOfList => CatalogJson.Default.IReadOnlyListItemFields;

    internal override string SelectAll =>
        """
        select i.key, i.name, i.attributes, i.categories, i.hidden, i.available_until, e.key
        from items i left join entities e on e.id = i.entity_id
        """;

    internal override string SelectForUpdate =>
        """
        select jsonb_build_object(
            'id', i.key, 'name', i.name, 'attributes', coalesce(i.attributes, '{}'), 'categories', i.categories, 'hidden', i.hidden,
            'availableUntil', i.available_until, 'entity', e.key)
        from items i left join entities e on e.id = i.entity_id
        where i.key = @id for no key update of i
        """;

    internal override async Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken)
    {
        await rows.EnsureAsync("entities", ["entity"], cancellationToken);
        return await rows.UpsertAsync(
            $$"""
            insert into items as t (key, name, attributes, categories, hidden, available_until, entity_id)
            select distinct on (staged.id) staged.id, name, coalesce(staged.attributes, '{}'), categories, hidden, "availableUntil", e.id
            from {{rows.From}} left join entities e on e.key = staged.entity
            order by staged.id, n desc
            on conflict (key) do update set
                name = excluded.name, attributes = excluded.attributes, categories = excluded.categories, hidden = excluded.hidden,
                available_until = excluded.available_until, entity_id = excluded.entity_id, updated_at = now()
            where (t.name, t.attributes, t.categories, t.hidden, t.available_until, t.entity_id) is distinct from
                (excluded.name, excluded.attributes, excluded.categories, excluded.hidden, excluded.available_until, excluded.entity_id)
            """, cancellationToken);
    }
}
