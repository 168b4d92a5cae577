using System.Text.Json;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>Some of many rows.</summary>
/// <param name="Rows">In the order of their keys.</param>
/// <param name="Next">Gives the rows after these; null where there are none.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next);

/// <summary>A user, an entity or a relation as it is stored.</summary>
/// <param name="Id">Its external id.</param>
/// <param name="Attributes">Whatever else is known of it.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record StoredRow(string Id, JsonElement Attributes, DateTimeOffset UpdatedAt);

/// <summary>An item as it is stored.</summary>
/// <param name="Id">Its external id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Attributes">Whatever else is known of it.</param>
/// <param name="Categories">Categories to filter by.</param>
/// <param name="Hidden">Whether it is kept from being recommended.</param>
/// <param name="AvailableUntil">From then on it is not recommended any more.</param>
/// <param name="Entity">The external id of the entity that it is.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record StoredItem(
    string Id, string? Name, JsonElement Attributes, IReadOnlyList<string> Categories, bool Hidden, DateTimeOffset? AvailableUntil, string? Entity, DateTimeOffset UpdatedAt);

/// <summary>An interaction as it is stored.</summary>
/// <param name="User">The user's external id.</param>
/// <param name="Item">The item's.</param>
/// <param name="EventType">What kind of event.</param>
/// <param name="Weight">A rating or another strength.</param>
/// <param name="OccurredAt">When it happened, where that is known.</param>
/// <param name="Attributes">Whatever else is known of it.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record StoredInteraction(
    string User, string Item, string EventType, double? Weight, DateTimeOffset? OccurredAt, JsonElement? Attributes, DateTimeOffset UpdatedAt);

/// <summary>A triple as it is stored, in external ids.</summary>
/// <param name="Head">The entity that the fact is about.</param>
/// <param name="Relation">How head and tail are related.</param>
/// <param name="Tail">The entity that it is related to.</param>
/// <param name="UpdatedAt">When it was added.</param>
public sealed record StoredTriple(string Head, string Relation, string Tail, DateTimeOffset UpdatedAt);

/// <summary>A feature of an item as it is stored.</summary>
/// <param name="Modality">For example <c>image</c>.</param>
/// <param name="Values">Its values.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record StoredFeature(string Modality, IReadOnlyList<float> Values, DateTimeOffset UpdatedAt);
