using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Interactions of users with items.</summary>
internal sealed class InteractionKind : RowKind<InteractionFields>
{
    /// <inheritdoc/>
    public override string Name => "interactions";

    internal override IReadOnlyList<RowField<InteractionFields>> Fields { get; } =
    [
        RowField<InteractionFields>.Key("user", row => row.User),
        RowField<InteractionFields>.Key("item", row => row.Item),
        RowField<InteractionFields>.Text("eventType", row => row.EventType),
        RowField<InteractionFields>.Number("weight", row => row.Weight),
        RowField<InteractionFields>.Time("occurredAt", row => row.OccurredAt),
        RowField<InteractionFields>.Object("attributes", row => row.Attributes),
    ];

    internal override JsonTypeInfo<InteractionFields> JsonOfRow => CatalogJson.Default.InteractionFields;

    internal override JsonTypeInfo<IReadOnlyList<InteractionFields>> JsonOfList => CatalogJson.Default.IReadOnlyListInteractionFields;

    internal override string SelectAll =>
        """
        select u.key, i.key, t.event_type, t.weight, t.occurred_at, t.attributes
        from interactions t join users u on u.id = t.user_id join items i on i.id = t.item_id
        """;

    internal override async Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken)
    {
        await rows.EnsureAsync("users", ["user"], cancellationToken);
        await rows.EnsureAsync("items", ["item"], cancellationToken);
        return await rows.UpsertAsync(
            $"""
            insert into interactions as t (user_id, item_id, event_type, occurred_at, weight, attributes)
            select distinct on (u.id, i.id, "eventType", "occurredAt") u.id, i.id, "eventType", "occurredAt", weight, staged.attributes
            from {rows.From} join users u on u.key = staged."user" join items i on i.key = staged.item
            order by u.id, i.id, "eventType", "occurredAt", n desc
            on conflict (user_id, item_id, event_type, occurred_at) do update set
                weight = excluded.weight, attributes = excluded.attributes, updated_at = now()
            where (t.weight, t.attributes) is distinct from (excluded.weight, excluded.attributes)
            """, cancellationToken);
    }
}
