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
/// <param name="RelationIds">External relation names, by dense index; inverse relations end in <c>^-1</c>.</param>
/// <param name="ItemNames">Readable names by item index; null where an item has none.</param>
/// <param name="Train">Training interactions, without duplicates.</param>
/// <param name="Valid">Interactions that choose the epoch.</param>
/// <param name="Test">Interactions reported once.</param>
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

    /// <summary>When the data were cut, for a cut from the database: the newest change it holds.</summary>
    public DateTimeOffset? Watermark { get; init; }
}

/// <summary>User-item pairs as two parallel arrays of dense indices.</summary>
/// <param name="Users">User index of each interaction.</param>
/// <param name="Items">Item index of each interaction.</param>
public sealed record Interactions(int[] Users, int[] Items)
{
    /// <summary>No interaction.</summary>
    public static Interactions Empty { get; } = new([], []);

    /// <summary>Number of pairs.</summary>
    public int Count => Users.Length;
}

/// <summary>Knowledge-graph triples as three parallel arrays: item, relation, neighbouring node.</summary>
/// <param name="Heads">Item index.</param>
/// <param name="Relations">Relation index.</param>
/// <param name="Tails">Node index: an item below J, another entity from J on.</param>
public sealed record Triples(int[] Heads, int[] Relations, int[] Tails)
{
    /// <summary>No triple.</summary>
    public static Triples Empty { get; } = new([], [], []);

    /// <summary>Number of triples.</summary>
    public int Count => Heads.Length;
}

/// <summary>Features of one modality.</summary>
/// <param name="Modality">For example <c>image</c> or <c>text</c>.</param>
/// <param name="Dim">Values per item.</param>
/// <param name="Values">Row-major <c>[items, dim]</c>; rows of items without the feature are zero.</param>
/// <param name="Present">Whether an item has the feature, by item index.</param>
public sealed record ItemFeature(string Modality, int Dim, float[] Values, bool[] Present);
