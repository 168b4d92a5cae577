namespace KDiffE.Infrastructure.Changes;

/// <summary>Something that a user did, as the database has it.</summary>
/// <param name="User">The user's external id.</param>
/// <param name="Item">The item's external id.</param>
/// <param name="EventType">What kind of event.</param>
/// <param name="Weight">A rating or another strength, where it has one.</param>
/// <param name="OccurredAt">When it happened, where that is known.</param>
/// <param name="UpdatedAt">When the row last changed.</param>
public sealed record HistoryRow(
    string User, string Item, string EventType, double? Weight, DateTimeOffset? OccurredAt, DateTimeOffset UpdatedAt);
