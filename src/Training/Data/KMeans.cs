using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Data;

/// <summary>
/// k-means by Lloyd's iterations, from k-means++ seeds (Arthur and Vassilvitskii 2007) or, for thousands of clusters, from rows drawn by
/// chance. For a seed the result is the same on any number of threads: rows are assigned each for itself, and a centroid sums its members in their order.
/// </summary>
/// <param name="rows">Row-major <c>[n, dim]</c>.</param>
/// <param name="dim">Values per row.</param>
/// <param name="threads">The most threads to use; −1 for all cores.</param>
internal sealed class KMeans(float[] rows, int dim, int threads = -1)
{
    private const int MostIterations = 100;
    private const int Block = 256;

    private readonly int[] _indices = [.. Enumerable.Range(0, rows.Length / dim)];

    /// <summary>How far it has come.</summary>
    /// <param name="Iteration">Counted from 1.</param>
    /// <param name="Moved">Rows that changed their cluster in it.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Step(int Iteration, int Moved);

    /// <summary>Assigns every row to a cluster; stops when no row moves any more, or after 100 iterations.</summary>
    /// <param name="clusters">The most clusters; there are fewer where there are fewer distinct rows.</param>
    /// <param name="seed">Draws the first centroids.</param>
    /// <param name="progress">Hears of every iteration.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The cluster of each row, <c>[n]</c>, numbered from 0.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal int[] Cluster(int clusters, int seed, IProgress<Step>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        var assigned = new int[_indices.Length];
        if (_indices.Length == 0)
            return assigned;
        Array.Fill(assigned, -1);
        var centroids = Seed(clusters, new Random(seed), cancellation);
        for (var iteration = 1; iteration <= MostIterations; iteration++)
        {
            var moved = Assign(centroids, assigned, cancellation);
            progress?.Report(new Step(iteration, moved));
            if (moved == 0)
                break;
            MoveCentroids(centroids, assigned, cancellation);
        }

        return assigned;
    }

    /// <summary>Centroids after a number of iterations from rows drawn by chance, which take no time to find.</summary>
    /// <param name="clusters">How many; no more than rows.</param>
    /// <param name="iterations">How often they move.</param>
    /// <param name="seed">Draws the first ones.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Row-major <c>[clusters, dim]</c>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal float[] Centroids(int clusters, int iterations, ulong seed, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, _indices.Length);
        var drawn = new SeededRandom(seed).Permutation(_indices.Length).AsSpan(0, clusters);
        var centroids = new float[clusters * dim];
        for (var cluster = 0; cluster < clusters; cluster++)
            Row(drawn[cluster]).CopyTo(centroids.AsSpan(cluster * dim));
        var assigned = new int[_indices.Length];
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Assign(centroids, assigned, cancellation);
            MoveCentroids(centroids, assigned, cancellation);
        }

        return centroids;
    }

    /// <summary>The nearest of some centroids to each row, the first among equals.</summary>
    /// <param name="centroids">Row-major <c>[clusters, dim]</c>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><c>[n]</c>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal int[] Nearest(float[] centroids, CancellationToken cancellation)
    {
        var assigned = new int[_indices.Length];
        Assign(centroids, assigned, cancellation);
        return assigned;
    }

    /// <summary>The first row by chance, each further one with a probability that grows with its squared distance to those before.</summary>
    private float[] Seed(int clusters, Random random, CancellationToken cancellation)
    {
        var options = Options(cancellation);
        var chosen = new List<int> { random.Next(_indices.Length) };
        var distances = new double[_indices.Length];
        Array.Fill(distances, double.PositiveInfinity);
        while (chosen.Count < clusters)
        {
            var newest = chosen[^1];
            Parallel.For(0, (_indices.Length + Block - 1) / Block, options, block =>
            {
                for (var row = block * Block; row < Math.Min((block + 1) * Block, _indices.Length); row++)
                {
                    var distance = (double)TensorPrimitives.Distance<float>(Row(row), Row(newest));
                    distances[row] = Math.Min(distances[row], distance * distance);
                }
            });
            var total = distances.Sum();
            // Every row lies on a seed: there are no more distinct ones.
            if (total == 0)
                break;
            chosen.Add(Draw(distances, random.NextDouble() * total));
        }

        return [.. chosen.SelectMany(row => Row(row).ToArray())];
    }

    /// <summary>The row in which the running sum of distances passes <paramref name="threshold"/>.</summary>
    private static int Draw(double[] distances, double threshold)
    {
        var (sum, last) = (0.0, 0);
        for (var row = 0; row < distances.Length; row++)
        {
            if (distances[row] == 0)
                continue;
            (sum, last) = (sum + distances[row], row);
            if (sum > threshold)
                break;
        }

        return last;
    }

    /// <summary>Moves every row to the nearest centroid, the first among equals; ‖x − c‖² is least where x·c − ‖c‖²/2 is greatest.</summary>
    private int Assign(float[] centroids, int[] assigned, CancellationToken cancellation)
    {
        var matrix = new ScoreMatrix(centroids, dim);
        var halfSquares = new float[matrix.Items];
        for (var cluster = 0; cluster < halfSquares.Length; cluster++)
            halfSquares[cluster] = TensorPrimitives.SumOfSquares<float>(centroids.AsSpan(cluster * dim, dim)) / 2;
        var moved = 0;
        ScratchLoop.For(
            (_indices.Length + Block - 1) / Block,
            Options(cancellation),
            () => new float[Block * matrix.Items],
            (block, scores) =>
            {
                var members = _indices.AsSpan(block * Block, Math.Min(Block, _indices.Length - block * Block));
                matrix.Multiply(rows, members, scores.AsSpan(0, members.Length * matrix.Items));
                for (var k = 0; k < members.Length; k++)
                {
                    var row = scores.AsSpan(k * matrix.Items, matrix.Items);
                    TensorPrimitives.Subtract(row, halfSquares, row);
                    var nearest = TensorPrimitives.IndexOfMax<float>(row);
                    if (assigned[members[k]] != nearest)
                        Interlocked.Increment(ref moved);
                    assigned[members[k]] = nearest;
                }
            });
        return moved;
    }

    /// <summary>Moves every centroid to the mean of its members; one that has lost all of them stays.</summary>
    private void MoveCentroids(float[] centroids, int[] assigned, CancellationToken cancellation)
    {
        var clusters = centroids.Length / dim;
        var members = CsrPattern.FromPairs(clusters, _indices.Length, assigned, _indices);
        Parallel.For(0, clusters, Options(cancellation), cluster =>
        {
            if (members.Row(cluster).IsEmpty)
                return;
            var sums = new double[dim];
            foreach (var member in members.Row(cluster))
            {
                var row = Row(member);
                for (var d = 0; d < dim; d++)
                    sums[d] += row[d];
            }

            for (var d = 0; d < dim; d++)
                centroids[cluster * dim + d] = (float)(sums[d] / members.Row(cluster).Length);
        });
    }

    private ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

    private ReadOnlySpan<float> Row(int row) => rows.AsSpan(row * dim, dim);
}
