using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.Similarity;

/// <summary>
/// The attention-aware matrix S (Eq. 5): for every training interaction, how much the neighbourhoods that random
/// walks from its user and from its item visit overlap. Costs one walk phase per node and one set merge per edge.
/// </summary>
internal static class SimilarityMatrix
{
    /// <summary>Computes S for every interaction of <paramref name="train"/>, in its order.</summary>
    /// <param name="train">The training interactions, the edges of A.</param>
    /// <param name="users">I, number of users.</param>
    /// <param name="items">J, number of items.</param>
    /// <param name="settings">The walks and the memory budget.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <param name="threads">Threads to use; -1 for all cores.</param>
    /// <returns>S(u, v) in 0..1, <c>[train.Count]</c>; the same for any number of threads.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    public static float[] Compute(
        Interactions train, int users, int items, SimilaritySettings settings, CancellationToken cancellation, int threads = -1)
    {
        var graph = BipartiteGraph.Of(train, users, items);
        var walks = new RandomWalks(graph, settings);
        // The bound, not the sets themselves, decides: the choice must be known before the first walk.
        IVisitedSets sets = (long)graph.Rows * walks.MaxVisited * sizeof(int) <= settings.MemoryBudget
            ? new ExactSets(graph.Rows)
            : new MinHashSets(graph.Rows, settings.Seed);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        ScratchLoop.For(
            graph.Rows, options,
            () => (Visited: new int[walks.MaxVisited], Stamps: NewStamps(graph.Rows)),
            (node, scratch) =>
            {
                var count = walks.Visit(node, scratch.Visited, scratch.Stamps);
                sets.Set(node, scratch.Visited.AsSpan(0, count));
            });

        var similarity = new float[train.Count];
        Parallel.For(0, train.Count, options, e => similarity[e] = sets.Jaccard(train.Users[e], users + train.Items[e]));
        return similarity;
    }

    private static int[] NewStamps(int nodes)
    {
        var stamps = new int[nodes];
        Array.Fill(stamps, -1);
        return stamps;
    }
}
