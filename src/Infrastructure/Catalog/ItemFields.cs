using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>An item of the catalogue.</summary>
/// <param name="Id">Its external id; in a body whose path says it, it may be left out.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Attributes">Whatever else is known of it, a JSON object of at most 64 KiB.</param>
/// <param name="Categories">Categories to filter by.</param>
/// <param name="Hidden">Whether it is kept from being recommended.</param>
/// <param name="AvailableUntil">From then on it is not recommended any more.</param>
/// <param name="Entity">The external id of the knowledge graph's entity that it is; one that is not known yet is created.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ItemFields(
    string? Id = null,
    string? Name = null,
    JsonElement? Attributes = null,
    IReadOnlyList<string?>? Categories = null,
    bool? Hidden = null,
    [property: JsonConverter(typeof(OffsetTimeConverter))] DateTimeOffset? AvailableUntil = null,
    string? Entity = null) : IKeyedFields<ItemFields>
{
    /// <inheritdoc/>
    public ItemFields Checked() => new(
        FieldRules.Id("id", Id),
        FieldRules.Text("name", Name),
        FieldRules.Attributes("attributes", Attributes),
        FieldRules.Categories("categories", Categories),
        Hidden ?? false,
        FieldRules.Time("availableUntil", AvailableUntil),
        Entity is null ? null : FieldRules.Id("entity", Entity));

    /// <inheritdoc/>
    public ItemFields WithId(string id) => this with { Id = id };
}
