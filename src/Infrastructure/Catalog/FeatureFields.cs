using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>What an item looks or sounds like, in one modality.</summary>
/// <param name="Item">The item's external id; one that is not known yet is created.</param>
/// <param name="Modality">For example <c>image</c>: letters, digits, '-' and '_'.</param>
/// <param name="Values">Finite numbers, as many as all items of the modality have.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FeatureFields(string? Item = null, string? Modality = null, [property: Required] IReadOnlyList<float>? Values = null) : IFields<FeatureFields>
{
    /// <inheritdoc/>
    public FeatureFields Checked() => new(
        FieldRules.Id("item", Item), FieldRules.Modality("modality", Modality), FieldRules.Values("values", Values));
}
