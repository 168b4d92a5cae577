using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>A kind of rows that have external ids of their own.</summary>
/// <typeparam name="T">The fields.</typeparam>
public abstract class KeyedKind<T> : RowKind<T>
    where T : class, IKeyedFields<T>
{
    /// <summary>What one of its rows is called.</summary>
    public abstract string Singular { get; }

    /// <summary>Reads the fields of the row with the key <c>@id</c> as a JSON object, and keeps others from changing it.</summary>
    internal abstract string SelectForUpdate { get; }

    /// <summary>Deletes the row with the key <c>@id</c>, and what there is only with it.</summary>
    internal virtual string Delete => $"delete from {Name} where key = @id";
}

/// <summary>Users, entities and relations: an external id and attributes.</summary>
/// <param name="name">Their table.</param>
/// <param name="singular">What one is called.</param>
internal class DeclaredKind(string name, string singular) : KeyedKind<KeyedFields>
{
    private static readonly RowField<KeyedFields>[] AllFields =
        [RowField<KeyedFields>.Key("id", row => row.Id), RowField<KeyedFields>.Object("attributes", row => row.Attributes)];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Singular => singular;

    internal override IReadOnlyList<RowField<KeyedFields>> Fields => AllFields;

    internal override JsonTypeInfo<KeyedFields> JsonOfRow => CatalogJson.Default.KeyedFields;

    internal override JsonTypeInfo<IReadOnlyList<KeyedFields>> JsonOfList => CatalogJson.Default.IReadOnlyListKeyedFields;

    internal override string SelectAll => $"select key, attributes from {name}";

    internal override string SelectForUpdate =>
        $$"""
        select jsonb_build_object('id', key, 'attributes', coalesce(attributes, '{}')) from {{name}} where key = @id for no key update
        """;

    internal override Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken) => rows.UpsertAsync(
        $$"""
        insert into {{name}} as t (key, attributes)
        select distinct on (id) id, coalesce(attributes, '{}') from {{rows.From}} order by id, n desc
        on conflict (key) do update set attributes = excluded.attributes, updated_at = now()
        where t.attributes is distinct from excluded.attributes
        """, cancellationToken);
}

/// <summary>Entities, which items may be.</summary>
internal sealed class EntityKind() : DeclaredKind("entities", "entity")
{
    // The foreign key would clear the links as well, and leave no trace of it in the items.
    internal override string Delete =>
        $"""
        update items set entity_id = null, updated_at = now() where entity_id = (select id from entities where key = @id);
        {base.Delete}
        """;
}
