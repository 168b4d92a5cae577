using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>Nearest items by the cosine of one modality's features, each dimension standardised over the items first.</summary>
internal static class FeatureNeighbours
{
    private const int Block = 64;

    /// <summary>Each item's nearest others, nearest first; none for an item without the feature.</summary>
    /// <param name="feature">The items' features of one modality, <c>[J, F]</c>.</param>
    /// <param name="neighbours">How many to find.</param>
    /// <param name="cancellation">Stops the computation.</param>
    internal static int[][] Find(ItemFeature feature, int neighbours, CancellationToken cancellation)
    {
        var standardised = StandardisedFeature.Of(feature);
        var (present, rows) = (standardised.Items, standardised.Rows);
        var matrix = new ScoreMatrix(rows, feature.Dim);
        var ties = Enumerable.Range(0, present.Length).ToArray();
        var nearest = new int[feature.Present.Length][];
        Array.Fill(nearest, []);
        Parallel.For(
            0, (present.Length + Block - 1) / Block,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Scores: new float[Block * present.Length], Top: new TopK(neighbours, ties)),
            (block, _, scratch) =>
            {
                var items = Enumerable.Range(block * Block, Math.Min(Block, present.Length - block * Block)).ToArray();
                matrix.Multiply(rows, items, scratch.Scores.AsSpan(0, items.Length * present.Length));
                for (var k = 0; k < items.Length; k++)
                {
                    var scores = scratch.Scores.AsSpan(k * present.Length, present.Length);
                    scores[items[k]] = float.NegativeInfinity;
                    nearest[present[items[k]]] = [.. scratch.Top.Select(scores, scale: null).Select(other => present[other])];
                }

                return scratch;
            },
            _ => { });
        return nearest;
    }
}
