using KDiffE.Domain.Numerics;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.Similarity;

/// <summary>
/// Random walks with restart. A step jumps back to the start with probability c and otherwise goes to a uniform
/// neighbour; V(x), the set of nodes visited from x, holds x itself.
/// </summary>
/// <param name="graph">Neighbours of every node.</param>
/// <param name="settings">Number and length of the walks, restart probability and seed.</param>
internal sealed class RandomWalks(CsrPattern graph, SimilaritySettings settings)
{
    /// <summary>The most nodes that one call can visit.</summary>
    public int MaxVisited { get; } =
        (int)Math.Min(((long)settings.Walks * settings.WalkLength) + 1, graph.Rows);

    /// <summary>Writes V(<paramref name="start"/>), ascending; depends on the seed and the node only.</summary>
    /// <param name="start">The node to walk from.</param>
    /// <param name="visited">Receives the nodes, at least <see cref="MaxVisited"/> long.</param>
    /// <param name="stamps">Scratch of one thread, <c>[nodes]</c>, -1 before its first use.</param>
    /// <returns>The number of nodes visited.</returns>
    public int Visit(int start, Span<int> visited, int[] stamps)
    {
        visited[0] = start;
        stamps[start] = start;
        var count = 1;
        if (graph.Row(start).IsEmpty)
            return count;
        var random = SplitMix64.For(settings.Seed, start);
        var restartBelow = (ulong)(settings.Restart * (1UL << 32));
        for (var walk = 0; walk < settings.Walks; walk++)
        {
            var node = start;
            for (var step = 0; step < settings.WalkLength; step++)
            {
                // One draw serves both choices: its low half decides the restart, its high half the neighbour.
                var draw = random.Next();
                if ((uint)draw < restartBelow)
                {
                    node = start;
                    continue;
                }

                var neighbours = graph.Row(node);
                node = neighbours[(int)(((draw >> 32) * (ulong)neighbours.Length) >> 32)];
                if (stamps[node] == start)
                    continue;
                stamps[node] = start;
                visited[count++] = node;
            }
        }

        visited[..count].Sort();
        return count;
    }
}
