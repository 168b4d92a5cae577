using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Features of items; those of a modality have one size.</summary>
internal sealed class FeatureKind : RowKind<FeatureFields>
{
    /// <inheritdoc/>
    public override string Name => "features";

    internal override IReadOnlyList<RowField<FeatureFields>> Fields { get; } =
    [
        RowField<FeatureFields>.Key("item", row => row.Item),
        RowField<FeatureFields>.Key("modality", row => row.Modality),
        RowField<FeatureFields>.Numbers("values", row => row.Values) with { IsRequired = true },
    ];

    internal override JsonTypeInfo<FeatureFields> JsonOfRow => CatalogJson.Default.FeatureFields;

    internal override JsonTypeInfo<IReadOnlyList<FeatureFields>> JsonOfList => CatalogJson.Default.IReadOnlyListFeatureFields;

    internal override string SelectAll => "select i.key, f.modality, f.values from item_features f join items i on i.id = f.item_id";

    /// <inheritdoc/>
    internal override bool TakesTurns => true;

    /// <summary>Rows of another size than the modality has, or than its first row where it is new.</summary>
    internal override async Task<IReadOnlyList<Refusal>> RefuseAsync(RowSource rows, CancellationToken cancellationToken)
    {
        await using var command = rows.Command(
            $"""
            with sized as (select n, modality, cardinality("values") as size from {rows.From}),
            modalities as (
                select modality, coalesce(
                    (select dim from item_features f where f.modality = sized.modality limit 1), (array_agg(size order by n))[1]) as dim
                from sized group by modality)
            select n, modality, size, dim from sized join modalities using (modality) where size <> dim order by n
            """);
        await using var found = await command.ExecuteReaderAsync(cancellationToken);
        var refusals = new List<Refusal>();
        while (await found.ReadAsync(cancellationToken))
            refusals.Add(new Refusal(found.GetInt64(0), "values", $"holds {found.GetInt32(2)} values where features of '{found.GetString(1)}' have {found.GetInt32(3)}"));
        return refusals;
    }

    internal override async Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken)
    {
        await rows.EnsureAsync("items", ["item"], cancellationToken);
        return await rows.UpsertAsync(
            $"""
            insert into item_features as t (modality, item_id, dim, values)
            select distinct on (staged.modality, i.id) staged.modality, i.id, cardinality(staged."values"), staged."values"
            from {rows.From} join items i on i.key = staged.item
            order by staged.modality, i.id, n desc
            on conflict (modality, item_id) do update set values = excluded.values, updated_at = now()
            where t.values is distinct from excluded.values
            """, cancellationToken);
    }
}
