namespace KDiffE.Infrastructure.Postgres;

/// <summary>That something changed which answers depend on; written by triggers, whoever makes the change.</summary>
public sealed class CatalogChangeRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>What kind of thing changed.</summary>
    public CatalogChangeKind Kind { get; init; }

    /// <summary>Whose interactions changed.</summary>
    public long? UserId { get; init; }

    /// <summary>Which item changed: its external id, since the item itself may be gone.</summary>
    public string? ItemKey { get; init; }

    /// <summary>Who was erased: SHA-256 of the external id in UTF-8, since nothing of that user is kept.</summary>
    public byte[]? UserHash { get; init; }

    /// <summary>The transaction that made the change.</summary>
    public ulong ChangedBy { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What can change.</summary>
public enum CatalogChangeKind : short
{
    /// <summary>Interactions of a user were added, or are others now.</summary>
    Written = 1,

    /// <summary>Interactions of a user were deleted.</summary>
    Deleted = 2,

    /// <summary>An item was added or changed.</summary>
    Item = 3,

    /// <summary>The knowledge graph has changed.</summary>
    Graph = 4,

    /// <summary>A user was deleted, with everything of theirs.</summary>
    Erased = 5,

    /// <summary>An item was deleted.</summary>
    ItemDeleted = 6,
}
