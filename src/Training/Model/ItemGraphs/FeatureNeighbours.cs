using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model.ItemGraphs;

/// <summary>
/// Nearest items by the cosine of one modality's features, each dimension standardised over the items first. Where comparing all with
/// all would be more than <see cref="MostCosines"/>, those of an item's own cell and of the cells next to it are compared.
/// </summary>
internal static class FeatureNeighbours
{
    private const int Block = 64;

    /// <summary>The most cosines that are computed: those of 140,000 items with each other, of 20,000 with each of a million.</summary>
    private const long MostCosines = 20_000_000_000;

    /// <summary>Each item's nearest others, nearest first; none for an item without the feature.</summary>
    /// <param name="feature">The items' features of one modality, <c>[J, F]</c>.</param>
    /// <param name="neighbours">How many to find.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <param name="mostCosines">The most cosines that are computed, unless it takes more to find so many for each.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static int[][] Find(ItemFeature feature, int neighbours, CancellationToken cancellation, long mostCosines = MostCosines)
    {
        var nearest = new int[feature.Present.Length][];
        Array.Fill(nearest, []);
        var standardised = StandardisedFeature.Of(feature);
        var (present, rows) = (standardised.Items, standardised.Rows);
        var most = (int)Math.Min(present.Length, Math.Max(mostCosines / Math.Max(present.Length, 1), neighbours + 1));
        int[] ties = [.. Enumerable.Range(0, most)];
        if (most == present.Length)
        {
            Compare(ties, ties, rows);
            return nearest;
        }

        var cells = Cells.Of(rows, feature.Dim, (int)Math.Sqrt(present.Length), cancellation);
        for (var cell = 0; cell < cells.Members.Rows; cell++)
        {
            // One of items that look the same, such as those without a picture of their own, may be any size: its parts look around for themselves.
            foreach (var part in cells.Parts(cell, most))
            {
                var others = cells.Around(cell, part, most);
                Compare(part, others, DenseRows.Gather(rows, feature.Dim, others));
            }
        }

        return nearest;

        void Compare(int[] items, int[] others, float[] othersRows)
        {
            var matrix = new ScoreMatrix(othersRows, feature.Dim);
            ScratchLoop.For(
                (items.Length + Block - 1) / Block,
                new ParallelOptions { CancellationToken = cancellation },
                () => (Cosines: new float[Block * others.Length], Top: new TopK(neighbours, ties)),
                (block, scratch) =>
                {
                    var compared = items.AsSpan(block * Block, Math.Min(Block, items.Length - block * Block));
                    matrix.Multiply(rows, compared, scratch.Cosines.AsSpan(0, compared.Length * others.Length));
                    for (var k = 0; k < compared.Length; k++)
                    {
                        var cosines = scratch.Cosines.AsSpan(k * others.Length, others.Length);
                        cosines[Array.BinarySearch(others, compared[k])] = float.NegativeInfinity;
                        nearest[present[compared[k]]] = [.. scratch.Top.Select(cosines, scale: null).Select(other => present[others[other]])];
                    }
                });
        }
    }
}
