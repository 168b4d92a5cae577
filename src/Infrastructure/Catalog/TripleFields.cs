using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>A fact of the knowledge graph, in external ids; entities and relations that are not known yet are created.</summary>
/// <param name="Head">The entity that the fact is about.</param>
/// <param name="Relation">How head and tail are related.</param>
/// <param name="Tail">The entity that it is related to.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TripleFields([property: Required] string? Head = null, [property: Required] string? Relation = null, [property: Required] string? Tail = null) : IFields<TripleFields>
{
    /// <inheritdoc/>
    public TripleFields Checked() => new(FieldRules.Id("head", Head), FieldRules.Id("relation", Relation), FieldRules.Id("tail", Tail));
}
