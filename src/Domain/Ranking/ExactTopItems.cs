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
    public static ExactTopItems ByDotProduct(ReadOnlyMemory<float> rows, int dim) => new ExactTopItems(rows, dim, dim, inverseNorms: null);

    /// <summary>Ranks by the cosine of query and row; a vector of zeros has cosine 0 with everything.</summary>
    /// <param name="rows">Row-major <c>[items, d]</c>.</param>
    /// <param name="dim">The embedding size d, above 0.</param>
    /// <param name="compared">The first columns, which are compared; the others are left out. All unless given.</param>
    /// <exception cref="ArgumentException">The elements are not whole rows of d, or d is not above 0.</exception>
    public static ExactTopItems ByCosine(ReadOnlyMemory<float> rows, int dim, int? compared = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        var inverseNorms = new float[rows.Length / dim];
        var values = rows.Span;
        for (var i = 0; i < inverseNorms.Length; i++)
            inverseNorms[i] = InverseNorm(values.Slice(i * dim, compared ?? dim));
        return new ExactTopItems(rows, dim, compared ?? dim, inverseNorms);
    }

    /// <summary>Number of rows.</summary>
    internal int Count => _rows.Length / _dim;

    /// <summary>1 / the length of each row, by which its dot products are multiplied; null where they are the scores.</summary>
    internal ReadOnlySpan<float> InverseNorms => _inverseNorms;

    /// <summary>How many elements <see cref="Narrow"/> needs.</summary>
    internal int NarrowedLength => _compared < _dim ? _dim : 0;

    /// <summary>An engine that ranks other rows of the same length as this one does.</summary>
    internal ExactTopItems Over(ReadOnlyMemory<float> rows) => _inverseNorms is null ? ByDotProduct(rows, _dim) : ByCosine(rows, _dim, _compared);

    /// <summary>The query that rows are multiplied by: where not all columns are compared, one with zeros in the others.</summary>
    /// <param name="query">The query, <c>[d]</c>.</param>
    /// <param name="narrowed">Receives it, <see cref="NarrowedLength"/>.</param>
    internal ReadOnlySpan<float> Narrow(ReadOnlySpan<float> query, Span<float> narrowed)
    {
        if (narrowed.IsEmpty)
            return query;
        query[.._compared].CopyTo(narrowed);
        narrowed[_compared..].Clear();
        return narrowed;
    }

    /// <summary>What the dot products of a query are multiplied by.</summary>
    internal float ScaleOf(ReadOnlySpan<float> query) => _inverseNorms is null ? 1 : InverseNorm(query[.._compared]);

    /// <summary>The score of one row, the same to the last bit as when all are searched.</summary>
    /// <param name="query">The narrowed query, <c>[d]</c>.</param>
    /// <param name="scale">Its <see cref="ScaleOf"/>.</param>
    /// <param name="row">The row.</param>
    internal float Score(ReadOnlySpan<float> query, float scale, int row)
    {
        var score = DotProduct.Of(query, _rows.Span.Slice(row * _dim, _dim));
        return _inverseNorms is null ? score : score * _inverseNorms[row] * scale;
    }

    /// <summary>Refuses a query or a set that does not fit.</summary>
    internal void Check(ReadOnlySpan<float> query, ItemMask? allowed)
    {
        if (query.Length != _dim)
            throw new ArgumentException($"The query has {query.Length} elements, the items have {_dim}.", nameof(query));
        if (allowed?.Items < Count)
            throw new ArgumentException($"The set is of {allowed.Items} rows, the items are {Count}.", nameof(allowed));
    }

    /// <inheritdoc/>
    public int Find(ReadOnlySpan<float> query, ItemMask? allowed, ScoredItem? after, Span<ScoredItem> top)
    {
        Check(query, allowed);
        var rows = _rows.Span;
        var count = Count;
        var best = new TopNHeap(top, allowed, after);
        var inverseNorm = ScaleOf(query);
        Span<float> narrowed = stackalloc float[NarrowedLength];
        scoped var factors = Narrow(query, narrowed);
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
