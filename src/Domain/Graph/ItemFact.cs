namespace KDiffE.Domain.Graph;

/// <summary>What the knowledge graph says of an item: a relation and the entity at its other end.</summary>
/// <param name="Relation">The relation's external id; with <c>^-1</c> behind it where the item is the tail of the triple.</param>
/// <param name="EntityId">The entity's external id.</param>
/// <param name="EntityName">What people call it; its external id where nothing else is known.</param>
/// <param name="Items">How many items of the snapshot have the fact: 2 or more.</param>
public readonly record struct ItemFact(string Relation, string EntityId, string EntityName, int Items);

/// <summary>A fact that an item has in common with others.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="With">Which of the others have it, in the order in which they were given.</param>
public sealed record SharedFact(ItemFact Fact, IReadOnlyList<int> With);
