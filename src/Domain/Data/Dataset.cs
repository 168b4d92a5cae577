namespace KDiffE.Domain.Data;

/// <summary>
/// Everything one training run sees, in dense indices: users 0..I-1, items 0..J-1, and knowledge-graph nodes
/// where the items come first (node j &lt; J is item j) and the other entities follow (J..J+E-1), so that an
/// entity never collides with an item.
/// </summary>
/// <param name="Name">What the data are called: the folder's name, or the database's.</param>
/// <param name="UserIds">External user ids, by dense index.</param>
/// <param name="ItemIds">External item ids, by dense index.</param>
/// <param name="EntityIds">External ids of the entities that are not items; entity e is node J + e.</param>
/// <param name="RelationIds">External relation names, by dense index; inverse relations end in <c>^-1</c>, and one whose own name ends so goes on in <c>^+1</c>.</param>
/// <param name="ItemNames">Readable names by item index; null where an item has none.</param>
/// <param name="Train">Training interactions, without duplicates.</param>
/// <param name="Valid">Interactions that choose the epoch.</param>
/// <param name="Test">Interactions that the chosen model is measured by, once, in the end.</param>
/// <param name="Triples">Knowledge-graph triples seen from their item: every head is an item.</param>
/// <param name="Features">Item features by modality.</param>
public sealed record Dataset(
    string Name,
    IReadOnlyList<string> UserIds,
    IReadOnlyList<string> ItemIds,
    IReadOnlyList<string> EntityIds,
    IReadOnlyList<string> RelationIds,
    IReadOnlyList<string?> ItemNames,
    Interactions Train,
    Interactions Valid,
    Interactions Test,
    Triples Triples,
    IReadOnlyList<ItemFeature> Features)
{
    /// <summary>I, the number of users.</summary>
    public int Users => UserIds.Count;

    /// <summary>J, the number of items.</summary>
    public int Items => ItemIds.Count;

    /// <summary>E, the number of knowledge-graph entities that are not items.</summary>
    public int Entities => EntityIds.Count;

    /// <summary>R, the number of relation types, inverse relations counted apart.</summary>
    public int Relations => RelationIds.Count;

    /// <summary>Pairs that are no positives: neither learnt nor measured by, and yet seen by their users.</summary>
    public Interactions Negative { get; init; } = Interactions.Empty;

    /// <summary>The newest change that the data hold, where they come from the database; null for a folder's.</summary>
    public DateTimeOffset? Watermark { get; init; }
}
