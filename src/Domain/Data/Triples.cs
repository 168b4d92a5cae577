namespace KDiffE.Domain.Data;

/// <summary>Knowledge-graph triples as three parallel arrays: item, relation, neighbouring node.</summary>
/// <param name="Heads">Item index of each triple's head.</param>
/// <param name="Relations">Index of each triple into <see cref="Dataset.RelationIds"/>.</param>
/// <param name="Tails">Node index: an item below J, another entity from J on.</param>
public sealed record Triples(int[] Heads, int[] Relations, int[] Tails)
{
    /// <summary>A dataset's triples when it has no knowledge graph.</summary>
    public static Triples Empty { get; } = new([], [], []);

    /// <summary>Number of triples.</summary>
    public int Count => Heads.Length;
}
