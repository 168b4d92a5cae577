namespace KDiffE.Infrastructure.Postgres;

/// <summary>A row that has an external id of its own.</summary>
public interface IKeyedRow
{
    /// <summary>Grows in the order of insertion.</summary>
    long Id { get; }

    /// <summary>The external id.</summary>
    string Key { get; }

    /// <summary>A JSON object; null while nothing but the external id is known.</summary>
    string? Attributes { get; }

    /// <summary>When the row last changed.</summary>
    DateTimeOffset UpdatedAt { get; }
}

/// <summary>Somebody for whom items are recommended.</summary>
public sealed class UserRow : IKeyedRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The user's external id.</summary>
    public required string Key { get; init; }

    /// <summary>A JSON object; null while the user is known only from interactions.</summary>
    public string? Attributes { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>An item of the catalogue.</summary>
public sealed class ItemRow : IKeyedRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The item's external id.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; set; }

    /// <summary>A JSON object; null while the item is known only from interactions, links or features.</summary>
    public string? Attributes { get; set; }

    /// <summary>Categories to filter by.</summary>
    public IList<string> Categories { get; init; } = [];

    /// <summary>Hidden items stay trained and are never recommended.</summary>
    public bool Hidden { get; set; }

    /// <summary>From then on the item is not recommended any more.</summary>
    public DateTimeOffset? AvailableUntil { get; set; }

    /// <summary>The knowledge-graph entity that the item is.</summary>
    public long? EntityId { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Something that a user did with an item.</summary>
public sealed class InteractionRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The user who did it.</summary>
    public long UserId { get; init; }

    /// <summary>The item with which it was done.</summary>
    public long ItemId { get; init; }

    /// <summary>What kind of event, <c>interaction</c> where the source does not say.</summary>
    public required string EventType { get; init; }

    /// <summary>A rating or another strength.</summary>
    public double? Weight { get; set; }

    /// <summary>When it happened, where that is known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>See <see cref="StoredSplit"/>; null where the row is part of no published split.</summary>
    public StoredSplit? Split { get; set; }

    /// <summary>Further columns of the source, as a JSON object.</summary>
    public string? Attributes { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What an item looks or sounds like, in one modality.</summary>
public sealed class ItemFeatureRow
{
    /// <summary>The item that it describes.</summary>
    public long ItemId { get; init; }

    /// <summary>For example <c>image</c>.</summary>
    public required string Modality { get; init; }

    /// <summary>Number of values, the same for all items of a modality.</summary>
    public int Dim { get; init; }

    /// <summary>The feature vector, <c>[dim]</c>.</summary>
    public required float[] Values { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
