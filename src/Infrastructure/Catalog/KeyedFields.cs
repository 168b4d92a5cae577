using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>A user, an entity or a relation.</summary>
/// <param name="Id">Its external id; in a body whose path says it, it may be left out.</param>
/// <param name="Attributes">Whatever else is known of it, a JSON object of at most 64 KiB.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeyedFields(string? Id = null, JsonElement? Attributes = null) : IKeyedFields<KeyedFields>
{
    /// <inheritdoc/>
    public KeyedFields Checked() => new(FieldRules.Id("id", Id), FieldRules.Attributes("attributes", Attributes));

    /// <inheritdoc/>
    public KeyedFields WithId(string id) => this with { Id = id };
}

/// <summary>Fields of a row that has an external id of its own.</summary>
/// <typeparam name="TSelf">The fields themselves.</typeparam>
public interface IKeyedFields<TSelf> : IFields<TSelf>
{
    /// <summary>The external id.</summary>
    string? Id { get; }

    /// <summary>The same under this id.</summary>
    TSelf WithId(string id);
}
