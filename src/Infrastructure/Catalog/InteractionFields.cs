using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Something that a user did with an item. The same event, which is user, item, event type and time, is stored once.</summary>
/// <param name="User">The user's external id; one that is not known yet is created.</param>
/// <param name="Item">The item's external id; one that is not known yet is created.</param>
/// <param name="EventType">What kind of event, <c>interaction</c> unless given.</param>
/// <param name="Weight">A rating or another strength.</param>
/// <param name="OccurredAt">When it happened, with an offset from UTC.</param>
/// <param name="Attributes">Whatever else is known of it, a JSON object of at most 64 KiB.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record InteractionFields(
    [property: Required] string? User = null,
    [property: Required] string? Item = null,
    string? EventType = null,
    double? Weight = null,
    [property: JsonConverter(typeof(OffsetTimeConverter))] DateTimeOffset? OccurredAt = null,
    JsonElement? Attributes = null) : IFields<InteractionFields>
{
    /// <inheritdoc/>
    public InteractionFields Checked() => new(
        FieldRules.Id("user", User),
        FieldRules.Id("item", Item),
        FieldRules.Id("eventType", EventType ?? Positives.UnnamedEvent),
        FieldRules.Number("weight", Weight),
        FieldRules.Time("occurredAt", OccurredAt),
        FieldRules.Attributes("attributes", Attributes));
}
