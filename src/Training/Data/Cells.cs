using System.Numerics.Tensors;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>Rows in cells, each of those that lie nearest to its centre, so that whoever looks for near ones need not look at all.</summary>
/// <param name="Centroids">Row-major <c>[cells, dim]</c>.</param>
/// <param name="Members">The rows of each cell, ascending, <c>[cells, n]</c>.</param>
internal sealed record Cells(float[] Centroids, CsrPattern Members)
{
    // Enough of them say where the rows of a cell lie.
    private const int RowsPerCell = 64;
    private const int Iterations = 10;
    private const ulong Seed = 23;

    /// <summary>Finds centres by k-means among some of the rows, and has each row belong to the nearest.</summary>
    /// <param name="rows">Row-major <c>[n, dim]</c>.</param>
    /// <param name="dim">Values per row.</param>
    /// <param name="count">How many cells; no more than rows.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal static Cells Of(float[] rows, int dim, int count, CancellationToken cancellation)
    {
        var n = rows.Length / dim;
        int[] sample = [.. new SeededRandom(Seed).Permutation(n).Take(count * RowsPerCell)];
        var centroids = new KMeans(DenseRows.Gather(rows, dim, sample), dim).Centroids(count, Iterations, Seed, cancellation);
        return new Cells(centroids, CsrPattern.FromPairs(count, n, new KMeans(rows, dim).Nearest(centroids, cancellation), [.. Enumerable.Range(0, n)]));
    }

    /// <summary>The rows of a cell in parts of about the same size, ascending.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="most">How many rows a part may have.</param>
    internal IEnumerable<int[]> Parts(int cell, int most)
    {
        var rows = Members.Row(cell).ToArray();
        var parts = Math.Max(1, (rows.Length + most - 1) / most);
        return rows.Chunk(Math.Max(1, (rows.Length + parts - 1) / parts));
    }

    /// <summary>Rows of a cell, the rest of it, and those of the cells next to it, nearest first, as many as there is room for.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="part">The rows of it that are to be among them, whatever else is.</param>
    /// <param name="most">How many there may be, those included.</param>
    /// <returns>Rows, ascending.</returns>
    internal int[] Around(int cell, int[] part, int most)
    {
        var dim = Centroids.Length / Members.Rows;
        var distances = new float[Members.Rows];
        for (var other = 0; other < distances.Length; other++)
            distances[other] = TensorPrimitives.Distance<float>(Centroids.AsSpan(cell * dim, dim), Centroids.AsSpan(other * dim, dim));
        var nearest = Enumerable.Range(0, distances.Length).ToArray();
        Array.Sort(distances, nearest);
        // Another may have the same centre.
        var rows = nearest.Where(other => other != cell).Prepend(cell).SelectMany(other => Members.Row(other).ToArray());
        int[] around = [.. part, .. rows.Except(part).Take(most - part.Length)];
        Array.Sort(around);
        return around;
    }
}
