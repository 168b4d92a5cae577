namespace KDiffE.Domain.Data;

/// <summary>Something that one user did with an item.</summary>
/// <param name="Item">The item's row.</param>
/// <param name="EventType">What kind of event; null where the source does not say.</param>
/// <param name="Rating">How much the user liked it, where that is known.</param>
/// <param name="Time">In seconds; NaN when unknown.</param>
public sealed record ItemEvent(int Item, string? EventType, double? Rating, double Time);
