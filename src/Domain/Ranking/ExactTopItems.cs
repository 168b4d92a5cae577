using KDiffE.Domain.Numerics;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// Scans all item rows in tiles: a tile's scores are computed while its rows stream through the cache once, then
/// only those above the N-th best so far are looked at. A tile without an allowed row is not read.
/// </summary>
public sealed class ExactTopItems : ITopItems
{
    private const int Tile = 4 * ItemMask.WordBits;
    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _dim;
    private readonly int _compared;
    private readonly float[]? _inverseNorms;

    private ExactTopItems(ReadOnlyMemory<float> rows, int dim, int compared, float[]? inverseNorms)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        if (rows.Length % dim != 0)
            throw new ArgumentException($"{rows.Length} elements are not rows of {dim}.", nameof(rows));
        _rows = rows;
        _dim = dim;
        _compared = compared;
        _inverseNorms = inverseNorms;
    }

    /// <summary>Ranks by the dot product of query and row.</summary>
    /// <param name="rows">Row-major <c>[items, d]</c>.</param>
    /// <param name="dim">The embedding size d, above 0.</param>
    /// <exception cref="ArgumentException">The elements are not whole rows of d, or d is not above 0.</exception>
    public static ITopItems ByDotProduct(ReadOnlyMemory<float> rows, int dim) => new ExactTopItems(rows, dim, dim, inverseNorms: null);

    /// <summary>Ranks by the cosine of query and row; a vector of zeros has cosine 0 with everything.</summary>
    /// <param name="rows">Row-major <c>[items, d]</c>.</param>
    /// <param name="dim">The embedding size d, above 0.</param>
    /// <param name="compared">The first columns, which are compared; the others are left out. All unless given.</param>
    /// <exception cref="ArgumentException">The elements are not whole rows of d, or d is not above 0.</exception>
    public static ITopItems ByCosine(ReadOnlyMemory<float> rows, int dim, int? compared = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        var inverseNorms = new float[rows.Length / dim];
        for (var i = 0; i < inverseNorms.Length; i++)
            inverseNorms[i] = InverseNorm(rows.Span.Slice(i * dim, compared ?? dim));
        return new ExactTopItems(rows, dim, compared ?? dim, inverseNorms);
    }

    /// <inheritdoc/>
    public int Find(ReadOnlySpan<float> query, ItemMask? allowed, ScoredItem? after, Span<ScoredItem> top)
    {
        if (query.Length != _dim)
            throw new ArgumentException($"The query has {query.Length} elements, the items have {_dim}.", nameof(query));
        var rows = _rows.Span;
        var count = rows.Length / _dim;
        if (allowed?.Items < count)
            throw new ArgumentException($"The set is of {allowed.Items} rows, the items are {count}.", nameof(allowed));
        var best = new TopNHeap(top, allowed, after);
        var inverseNorm = _inverseNorms is null ? 1 : InverseNorm(query[.._compared]);
        // Zeros in the query leave the other columns of the rows out of the products.
        Span<float> narrowed = stackalloc float[_compared < _dim ? _dim : 0];
        query[..Math.Min(_compared, narrowed.Length)].CopyTo(narrowed);
        scoped var factors = narrowed.IsEmpty ? query : narrowed;
        Span<float> scores = stackalloc float[Tile];
        for (var start = 0; start < count && top.Length > 0; start += Tile)
        {
            var tile = scores[..Math.Min(Tile, count - start)];
            if (allowed?.HasAny(start, tile.Length) == false)
                continue;
            DotProduct.OfRows(factors, rows.Slice(start * _dim, tile.Length * _dim), tile);
            if (_inverseNorms is not null)
                Scale(tile, _inverseNorms.AsSpan(start, tile.Length), inverseNorm);
            best.Add(start, tile);
        }

        return best.Sort();
    }

    private static float InverseNorm(ReadOnlySpan<float> row)
    {
        var squared = DotProduct.Of(row, row);
        return squared > 0 ? 1 / MathF.Sqrt(squared) : 0;
    }

    private static void Scale(Span<float> scores, ReadOnlySpan<float> inverseNorms, float inverseNorm)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] = scores[i] * inverseNorms[i] * inverseNorm;
    }
}
