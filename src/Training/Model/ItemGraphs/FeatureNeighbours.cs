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
            var all = new ScoreMatrix(rows, feature.Dim);
            ForEach([.. ties.Chunk(Block)], (items, scratch) => Compare(items, ties, all, scratch.Cosines, scratch.Top));
        }
        else
        {
            var cells = Cells.Of(rows, feature.Dim, (int)Math.Sqrt(present.Length), cancellation);
            // A cell of items that look the same, such as those without a picture of their own, may be any size: its parts look around for themselves.
            ForEach([.. Enumerable.Range(0, cells.Members.Rows).SelectMany(cell => cells.Members.Row(cell).ToArray().Chunk(most).Select(part => (cell, part)))], (piece, scratch) =>
            {
                var others = cells.Around(piece.cell, piece.part, most);
                var matrix = new ScoreMatrix(DenseRows.Gather(rows, feature.Dim, others), feature.Dim);
                foreach (var items in piece.part.Chunk(Block))
                    Compare(items, others, matrix, scratch.Cosines, scratch.Top);
            });
        }

        return nearest;

        void ForEach<T>(T[] pieces, Action<T, (float[] Cosines, TopK Top)> compare) => ScratchLoop.For(
            pieces.Length,
            new ParallelOptions { CancellationToken = cancellation },
            () => (Cosines: new float[Block * most], Top: new TopK(neighbours, ties)),
            (piece, scratch) => compare(pieces[piece], scratch));

        void Compare(int[] items, int[] others, ScoreMatrix matrix, float[] scratch, TopK top)
        {
            matrix.Multiply(rows, items, scratch.AsSpan(0, items.Length * others.Length));
            for (var k = 0; k < items.Length; k++)
            {
                var cosines = scratch.AsSpan(k * others.Length, others.Length);
                cosines[Array.BinarySearch(others, items[k])] = float.NegativeInfinity;
                nearest[present[items[k]]] = [.. top.Select(cosines, scale: null).Select(other => present[others[other]])];
            }
        }
    }
}
