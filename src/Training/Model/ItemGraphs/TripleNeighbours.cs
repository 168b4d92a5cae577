using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>
/// Nearest items by the cosine of their knowledge-graph rows: one dimension per (relation, entity), weighted
/// log(J / df) with df the items that have it, so that what everything shares counts nothing.
/// </summary>
internal static class TripleNeighbours
{
    /// <summary>Each item's nearest others, nearest first; none for an item that shares nothing.</summary>
    /// <param name="data">Items and triples.</param>
    /// <param name="neighbours">How many to find.</param>
    /// <param name="cancellation">Stops the computation.</param>
    internal static int[][] Find(Dataset data, int neighbours, CancellationToken cancellation)
    {
        var dimensions = new Dictionary<(int Relation, int Tail), int>();
        var dimensionOf = new int[data.Triples.Count];
        for (var k = 0; k < dimensionOf.Length; k++)
        {
            var key = (data.Triples.Relations[k], data.Triples.Tails[k]);
            if (!dimensions.TryGetValue(key, out dimensionOf[k]))
                dimensions.Add(key, dimensionOf[k] = dimensions.Count);
        }

        var rows = CsrPattern.FromPairs(data.Items, dimensions.Count, data.Triples.Heads, dimensionOf);
        var columns = rows.Transpose(out _);
        var squares = Enumerable.Range(0, dimensions.Count)
            .Select(d => MathF.Pow(MathF.Log((float)data.Items / columns.Row(d).Length), 2)).ToArray();
        var norms = Enumerable.Range(0, data.Items).Select(item =>
        {
            var sum = 0f;
            foreach (var d in rows.Row(item))
                sum += squares[d];
            return MathF.Sqrt(sum);
        }).ToArray();

        var nearest = new int[data.Items][];
        var ties = Enumerable.Range(0, data.Items).ToArray();
        Parallel.For(
            0, data.Items,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[data.Items], Top: new TopK(neighbours, ties)),
            (item, _, scratch) =>
            {
                Array.Clear(scratch.Cosines);
                foreach (var d in rows.Row(item))
                {
                    foreach (var other in columns.Row(d))
                        scratch.Cosines[other] += squares[d];
                }

                for (var other = 0; other < data.Items; other++)
                {
                    var product = other == item ? 0 : scratch.Cosines[other];
                    scratch.Cosines[other] = product > 0 ? product / (norms[item] * norms[other]) : float.NegativeInfinity;
                }

                nearest[item] = [.. scratch.Top.Select(scratch.Cosines, scale: null)];
                return scratch;
            },
            _ => { });
        return nearest;
    }
}
