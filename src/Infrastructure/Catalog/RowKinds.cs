namespace KDiffE.Infrastructure.Catalog;

/// <summary>Every kind of rows that clients write.</summary>
public static class RowKinds
{
    /// <summary>Those for whom items are recommended.</summary>
    public static KeyedKind<KeyedFields> Users { get; } = new DeclaredKind("users", "user");

    /// <summary>The catalogue.</summary>
    public static KeyedKind<ItemFields> Items { get; } = new ItemKind();

    /// <summary>What users did with items.</summary>
    public static RowKind<InteractionFields> Interactions { get; } = new InteractionKind();

    /// <summary>Entities of the knowledge graph.</summary>
    public static KeyedKind<KeyedFields> Entities { get; } = new EntityKind();

    /// <summary>Kinds of relations between entities.</summary>
    public static KeyedKind<KeyedFields> Relations { get; } = new DeclaredKind("relations", "relation");

    /// <summary>Facts of the knowledge graph.</summary>
    public static RowKind<TripleFields> Triples { get; } = new TripleKind();

    /// <summary>What items look or sound like.</summary>
    public static RowKind<FeatureFields> Features { get; } = new FeatureKind();

    /// <summary>All of them, in an order in which one written after the other finds what it refers to.</summary>
    public static IReadOnlyList<RowKind> All { get; } = [Entities, Relations, Users, Items, Interactions, Triples, Features];
}
