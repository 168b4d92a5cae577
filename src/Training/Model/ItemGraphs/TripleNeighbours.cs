using System.Runtime.InteropServices;
using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>Nearest items by the cosine of their knowledge-graph rows, <see cref="TripleRows"/>.</summary>
internal static class TripleNeighbours
{
    /// <summary>Each item's nearest others, nearest first; none for an item that shares nothing.</summary>
    /// <param name="data">Items and triples.</param>
    /// <param name="neighbours">How many to find.</param>
    /// <param name="cancellation">Stops the computation.</param>
    internal static int[][] Find(Dataset data, int neighbours, CancellationToken cancellation)
    {
        var rows = new TripleRows(data);
        var nearest = new int[data.Items][];
        var ties = Enumerable.Range(0, data.Items).ToArray();
        ScratchLoop.For(
            data.Items,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Alike: new List<int>(), Top: new TopK(neighbours, ties)),
            (item, scratch) =>
            {
                rows.Cosines(item, scratch.Cosines, scratch.Alike);
                nearest[item] = scratch.Top.SelectAmong(CollectionsMarshal.AsSpan(scratch.Alike), scratch.Cosines);
            });
        return nearest;
    }
}
