namespace KDiffE.Infrastructure.Postgres;

/// <summary>An entity of the knowledge graph.</summary>
public sealed class EntityRow : IKeyedRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The entity's external id.</summary>
    public required string Key { get; init; }

    /// <summary>A JSON object; null while the entity is known only from triples and links.</summary>
    public string? Attributes { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A kind of relation between entities.</summary>
public sealed class RelationRow : IKeyedRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The relation's external id.</summary>
    public required string Key { get; init; }

    /// <summary>A JSON object; null while the relation is known only from triples.</summary>
    public string? Attributes { get; set; }

    /// <summary>When the row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A fact of the knowledge graph.</summary>
public sealed class KgTripleRow
{
    /// <summary>Grows in the order of insertion.</summary>
    public long Id { get; init; }

    /// <summary>The entity that the fact is about.</summary>
    public long HeadId { get; init; }

    /// <summary>How head and tail are related.</summary>
    public long RelationId { get; init; }

    /// <summary>The entity that it is related to.</summary>
    public long TailId { get; init; }

    /// <summary>When the row was added.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
