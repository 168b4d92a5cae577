using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Data;

/// <summary>
/// Triples that a graph does not have and that look as its own do: relation and tail are those of a triple drawn from the graph,
/// so that none is noticed by how often they occur, and the item is any.
/// </summary>
internal static class RandomTriples
{
    // A graph that has nearly every triple there could be leaves none to draw.
    private const int MostTries = 20;

    /// <summary>Draws triples, each once.</summary>
    /// <param name="data">Items, and the graph that is drawn from.</param>
    /// <param name="count">How many; where the graph hardly leaves any, fewer.</param>
    /// <param name="random">The seeded generator.</param>
    internal static Triples Draw(Dataset data, int count, SeededRandom random)
    {
        var own = data.Triples;
        var known = new HashSet<(int Head, int Relation, int Tail)>(own.Count + count);
        for (var k = 0; k < own.Count; k++)
            known.Add((own.Heads[k], own.Relations[k], own.Tails[k]));
        var drawn = new List<(int Head, int Relation, int Tail)>(count);
        for (var tries = 0L; drawn.Count < count && tries < (long)MostTries * count && own.Count > 0; tries++)
        {
            var like = random.Below(own.Count);
            var triple = (Head: random.Below(data.Items), Relation: own.Relations[like], Tail: own.Tails[like]);
            if (triple.Head != triple.Tail && known.Add(triple))
                drawn.Add(triple);
        }

        return new Triples([.. drawn.Select(t => t.Head)], [.. drawn.Select(t => t.Relation)], [.. drawn.Select(t => t.Tail)]);
    }
}
