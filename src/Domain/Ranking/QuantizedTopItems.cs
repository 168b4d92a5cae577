using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// Finds what <see cref="ExactTopItems"/> finds, to the last bit, and reads a quarter of the memory: a first pass over a byte an
/// element bounds every score, and only rows whose bound is above the N-th best so far are scored in full. Rows that are not
/// allowed are never scored.
/// <para>
/// The bound. With a row x = Δ·k + e and a query q = δ·m + f, whole k and m, q·x = δΔ·(m·k) + f·x + δm·e. Hölder's inequality bounds
/// the other two: |f·x| ≤ ‖f‖₁·max|x| = ‖f‖₁·127Δ, and |δm·e| ≤ ‖δm‖₁·max|e| ≤ δ‖m‖₁·Δ/2. Floats round: the score that is computed is
/// off q·x by no more than d·2⁻²⁴·Σ|qⱼxⱼ| (1 + …) ≤ d·2⁻²³·‖q‖₁·127Δ. All of it is a multiple of Δ, so that in units of δΔ a score is
/// m·k ± c with one c of the query: c = 127·‖f‖₁/δ + ‖m‖₁/2 + 127·d·2⁻²³·‖q‖₁/δ. What the comparison itself rounds, of Δ, of the lengths
/// by which cosines are divided, of c and of the quotient that is compared, is less than eight roundings of 2⁻²⁴ each of at most
/// 127·64·d + c, and c is made larger by 2⁻²⁰ of that.
/// </para>
/// <para>
/// The magnitudes of <see cref="QuantizedRows.IsRegular"/> keep sums from overflowing and products from vanishing. A row beyond them
/// is scored in full always; a query beyond them is searched for in the floats.
/// </para>
/// </summary>
internal sealed unsafe class QuantizedTopItems : ITopItems
{
    // Below it, what is searched in floats lies in a cache, and is searched in microseconds.
    private const int LeastElements = 1 << 18;

    // Beyond it, its bytes are more than an array holds.
    private const int MostElements = 1 << 30;

    // The constants of the bound, a little larger each than what they stand for, for what numbers of Δ itself round.
    private const double RowLargest = QuantizedRows.Largest * 1.00001;
    private const double Half = 0.5001;
    private const double Rounding = 1.0 / (1 << 23);
    private const double Comparing = 1.0 / (1 << 20);

    private readonly ExactTopItems _exact;
    private readonly QuantizedRows _rows;
    private readonly float[] _scales;

    /// <param name="exact">Scores the rows in full.</param>
    /// <param name="rows">The same rows, quantised.</param>
    public QuantizedTopItems(ExactTopItems exact, QuantizedRows rows)
    {
        (_exact, _rows, _scales) = (exact, rows, rows.Scales);
        var inverseNorms = exact.InverseNorms;
        if (inverseNorms.IsEmpty)
            return;
        _scales = [.. rows.Scales];
        for (var row = 0; row < inverseNorms.Length; row++)
            _scales[row] *= float.IsFinite(_scales[row]) ? inverseNorms[row] : 1;
    }

    /// <summary>Whether the quantised rows of a matrix are worth their memory.</summary>
    /// <param name="elements">Elements of the matrix.</param>
    public static bool Pays(int elements) => QuantizedRows.IsSupported && elements is >= LeastElements and <= MostElements;

    /// <inheritdoc/>
    public int Find(ReadOnlySpan<float> query, ItemMask? allowed, ScoredItem? after, Span<ScoredItem> top)
    {
        _exact.Check(query, allowed);
        var scale = _exact.ScaleOf(query);
        Span<float> narrowed = stackalloc float[_exact.NarrowedLength];
        scoped var factors = _exact.Narrow(query, narrowed);
        var largest = QuantizedRows.Magnitude(factors);
        if (!QuantizedRows.IsRegular(largest) || top.IsEmpty)
            return _exact.Find(query, allowed, after, top);
        var step = largest / QuantizedRows.QueryLargest;
        Span<int> codes = stackalloc int[QuantizedRows.GroupsOf(factors.Length)];
        var (margin, offset) = Quantize(factors, step, MemoryMarshal.Cast<int, sbyte>(codes));
        var unit = step * scale;
        var below = after is { } last ? last.Score / unit : float.PositiveInfinity;
        var best = new TopNHeap(top, allowed, after);
        var words = allowed is null ? default : allowed.Words;
        Span<int> products = stackalloc int[QuantizedRows.Tile];
        for (var tile = 0; tile < _rows.Tiles; tile++)
        {
            var word = allowed is null ? ulong.MaxValue : words[tile];
            if (word == 0)
                continue;
            _rows.Multiply(tile, codes, offset, products);
            word &= Within(products, _scales.AsSpan(tile * QuantizedRows.Tile, QuantizedRows.Tile), margin, best.Threshold / unit, below);
            for (; word != 0; word &= word - 1)
            {
                var row = (tile * QuantizedRows.Tile) + BitOperations.TrailingZeroCount(word);
                best.Add(row, _exact.Score(factors, scale, row));
            }
        }

        return best.Sort();
    }

    // The rows, a bit each, whose scores may be as high as one and not above the other, in units of δ; infinity where those overflow,
    // so that rows to be looked at in any case, whose bounds are infinite, still are.
    private static ulong Within(ReadOnlySpan<int> products, ReadOnlySpan<float> scales, float margin, float above, float below)
    {
        var (c, low, high) = (Vector256.Create(margin), Vector256.Create(above), Vector256.Create(below));
        var within = 0UL;
        fixed (int* product = products)
        fixed (float* scale = scales)
        {
            for (var row = 0; row < QuantizedRows.Tile; row += Vector256<float>.Count)
            {
                var (value, unit) = (Vector256.ConvertToSingle(Vector256.Load(product + row)), Vector256.Load(scale + row));
                var isWithin = Vector256.GreaterThanOrEqual((value + c) * unit, low) & Vector256.LessThanOrEqual((value - c) * unit, high);
                within |= (ulong)isWithin.ExtractMostSignificantBits() << row;
            }
        }

        return within;
    }

    // m of a query, in bytes, c of it, and what its products are off by.
    private static (float Margin, int Offset) Quantize(ReadOnlySpan<float> query, float step, Span<sbyte> codes)
    {
        codes.Clear();
        var (error, length, magnitude, sum) = (0.0, 0.0, 0, 0);
        for (var element = 0; element < query.Length; element++)
        {
            var code = (int)MathF.Round(query[element] / step);
            codes[element] = (sbyte)code;
            error += Math.Abs(query[element] - ((double)step * code));
            length += Math.Abs(query[element]);
            magnitude += Math.Abs(code);
            sum += code;
        }

        var c = (RowLargest * error / step) + (Half * magnitude) + (RowLargest * query.Length * Rounding * length / step);
        c += Comparing * (((double)QuantizedRows.Largest * QuantizedRows.QueryLargest * query.Length) + c);
        return ((float)c, QuantizedRows.Offset(sum));
    }
}
