using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Domain.Ranking;

/// <summary>
/// Finds what <see cref="ExactTopItems"/> finds, to the last bit, and reads a quarter of the memory; over <see cref="ItemCells"/>, what that
/// would find in the cells that are searched. A first pass over a byte an
/// element bounds every score, and only rows whose bound is above the N-th best so far are scored in full. Rows that are not
/// allowed are never scored.
/// <para>
/// The bound. With a row x = Δ·k + e and a query q = δ·m + f, whole k and m, q·x = δΔ·(m·k) + f·x + δm·e. Hölder's inequality bounds
/// the other two: |f·x| ≤ ‖f‖₁·max|x| = ‖f‖₁·127Δ, and |δm·e| ≤ ‖δm‖₁·max|e| ≤ δ‖m‖₁·Δ/2. So does that of Cauchy and Schwarz, with the
/// largest ‖x‖₂ = LΔ and ‖e‖₂ = EΔ of all rows, nearly always more closely: |f·x| ≤ ‖f‖₂·LΔ, |δm·e| ≤ δ‖m‖₂·EΔ. Floats round: the
/// score that is computed is off q·x by no more than d·2⁻²⁴·Σ|qⱼxⱼ| (1 + …) ≤ d·2⁻²³·‖q‖₁·127Δ. All of it is a multiple of Δ, so that in
/// units of δΔ a score is m·k ± c with one c of the query: c = min(127·‖f‖₁, L·‖f‖₂)/δ + min(‖m‖₁/2, E·‖m‖₂) + 127·d·2⁻²³·‖q‖₁/δ.
/// What the comparison itself rounds, of Δ, of the lengths
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

    // Tiles by which the first threshold is found: most of a small catalogue, and next to nothing of a large one.
    private const int MostHeadTiles = 32;

    // The centres are looked at as often as cells of this number are searched.
    private const int CellsAtATime = 512;

    // The fewer are allowed, the farther away are the best of them: so many times those that are wanted are looked at.
    private const int AllowedPerWanted = 200;

    // After so many, hardly more rows than wanted are above what is found.
    private const int Halvings = 12;

    // The constants of the bound, a little larger each than what they stand for, for what numbers of Δ itself round.
    private const double RowLargest = QuantizedRows.Largest * 1.00001;
    private const double Half = 0.5001;
    private const double Rounding = 1.0 / (1 << 23);
    private const double Comparing = 1.0 / (1 << 20);

    private readonly ExactTopItems _exact;
    private readonly QuantizedRows _rows;
    private readonly float[] _scales;
    private readonly ItemCells? _cells;
    private readonly ExactTopItems? _centres;
    private readonly long _leastRows;

    /// <param name="exact">Scores the rows in full.</param>
    /// <param name="rows">The same rows, quantised.</param>
    /// <param name="cells">Has the nearest of these searched, and not all rows; null to search all.</param>
    /// <param name="share">The least share of the rows that is searched then, above 0.</param>
    public QuantizedTopItems(ExactTopItems exact, QuantizedRows rows, ItemCells? cells = null, double share = 1)
    {
        (_exact, _rows, _scales) = (exact, rows, rows.Scales);
        if (cells is not null)
            (_cells, _centres, _leastRows) = (cells, exact.Over(cells.Centroids), (long)Math.Ceiling(share * cells.End));
        var inverseNorms = exact.InverseNorms;
        if (inverseNorms.IsEmpty)
            return;
        _scales = [.. rows.Scales];
        for (var row = 0; row < inverseNorms.Length; row++)
            _scales[row] *= float.IsFinite(_scales[row]) ? inverseNorms[row] : 1;
    }

    /// <summary>Whether the quantised rows of a matrix are worth their memory.</summary>
    /// <param name="elements">Elements of the matrix.</param>
    /// <param name="dim">Those of a row.</param>
    public static bool Pays(int elements, int dim) =>
        QuantizedRows.IsSupported && elements >= LeastElements && QuantizedRows.BytesOf(elements / dim, dim) <= int.MaxValue;

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
        var (margin, offset) = Quantize(factors, step, MemoryMarshal.AsBytes(codes));
        // The next page has nothing of the best.
        Span<int> products = stackalloc int[(after is null ? MostHeadTiles + 1 : 1) * QuantizedRows.Tile];
        var pass = new Pass(this, factors, scale, codes, offset, margin, step * scale, allowed, after, products, top);
        if (SearchesCells(allowed, after, top.Length))
            OverCells(ref pass, factors, top.Length);
        else
            pass.Over(0, _exact.Count);
        return pass.Sort();
    }

    // Where few items are allowed, most cells would be searched for them. What follows a page is all that ranks below its end: further
    // cells have items above it that would be on no page.
    private bool SearchesCells(ItemMask? allowed, ScoredItem? after, int wanted) =>
        _cells is not null && after is null && (allowed is null || allowed.HasMoreThan(AllowedPerWanted * wanted));

    // Cells in the order of their centres, until enough was looked at, of what is allowed too, and all places are taken.
    private void OverCells(ref Pass pass, ReadOnlySpan<float> factors, int wanted)
    {
        Span<ScoredItem> nearest = stackalloc ScoredItem[CellsAtATime];
        var (rows, looked, last) = (0L, 0L, (ScoredItem?)null);
        var (place, found) = (0, 0);
        while (rows < _leastRows || looked < AllowedPerWanted * wanted || !pass.IsFull)
        {
            if (place == found)
            {
                (place, found) = (0, _centres!.Find(factors, allowed: null, last, nearest));
                if (found == 0)
                    break;
                last = nearest[found - 1];
            }

            var (first, end) = _cells![nearest[place++].Item];
            looked += pass.Over(first, end);
            rows += end - first;
        }

        // What came after the cells were made is in none.
        pass.Over(_cells!.End, _exact.Count);
    }

    private static Span<T> Of<T>(int tile, Span<T> all) => all.Slice(tile * QuantizedRows.Tile, QuantizedRows.Tile);

    // The scores of a tile by its bytes alone, in units of δ; minus infinity for rows that are not allowed, that are beyond the last
    // one, or of which the bytes say nothing.
    private static void Estimate(ReadOnlySpan<int> products, ReadOnlySpan<float> scales, ulong allowed, Span<float> estimates)
    {
        var (bits, most, none) = (Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128), Vector256.Create(float.PositiveInfinity), Vector256.Create(float.NegativeInfinity));
        for (var row = 0; row < QuantizedRows.Tile; row += Vector256<float>.Count)
        {
            var estimate = Vector256.ConvertToSingle(Vector256.Create(products[row..])) * Vector256.Create(scales[row..]);
            var isAllowed = Vector256.Equals(Vector256.Create((int)(allowed >> row)) & bits, bits).AsSingle();
            Vector256.ConditionalSelect(isAllowed & Vector256.LessThan(estimate, most), estimate, none).CopyTo(estimates[row..]);
        }
    }

    // A number that at least n of some are not below, and hardly more; minus infinity where there are not so many. They are whole vectors.
    private static float Quantile(ReadOnlySpan<float> numbers, int n)
    {
        var none = Vector256.Create(float.NegativeInfinity);
        var (low, high) = (-none, none);
        for (var at = 0; at < numbers.Length; at += Vector256<float>.Count)
        {
            var some = Vector256.Create(numbers[at..]);
            low = Vector256.Min(low, Vector256.ConditionalSelect(Vector256.Equals(some, none), low, some));
            high = Vector256.Max(high, some);
        }

        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
            (least, most) = (MathF.Min(least, low[lane]), MathF.Max(most, high[lane]));
        if (!(least <= most) || CountFrom(numbers, least) < n)
            return float.NegativeInfinity;
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = least + ((most - least) / 2);
            if (CountFrom(numbers, middle) < n)
                most = middle;
            else
                least = middle;
        }

        return least;
    }

    private static int CountFrom(ReadOnlySpan<float> numbers, float least)
    {
        var (bound, count) = (Vector256.Create(least), Vector256<int>.Zero);
        for (var at = 0; at < numbers.Length; at += Vector256<float>.Count)
            count -= Vector256.GreaterThanOrEqual(Vector256.Create(numbers[at..]), bound).AsInt32();
        return Vector256.Sum(count);
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

    // The first four of some numbers; 0 for those that are missing.
    private static Vector128<float> From(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length >= Vector128<float>.Count)
            return Vector128.Create(numbers);
        var x = Vector128<float>.Zero;
        for (var lane = 0; lane < numbers.Length; lane++)
            x = x.WithElement(lane, numbers[lane]);
        return x;
    }

    /// <summary>One search, over as many ranges of rows as it takes; none of them twice.</summary>
    /// <param name="engine">What is searched.</param>
    /// <param name="factors">What rows are multiplied by, <c>[d]</c>.</param>
    /// <param name="scale">What products are multiplied by.</param>
    /// <param name="codes">m of the query.</param>
    /// <param name="offset">What products of bytes are off by.</param>
    /// <param name="margin">c of the query.</param>
    /// <param name="unit">δ of the query, times the scale.</param>
    /// <param name="allowed">The rows that may appear.</param>
    /// <param name="after">The last of the page before.</param>
    /// <param name="products">Room for the tiles by which the first threshold is found, if it is to be, and behind them for one.</param>
    /// <param name="top">Receives the best.</param>
    private ref struct Pass(
        QuantizedTopItems engine, ReadOnlySpan<float> factors, float scale, ReadOnlySpan<int> codes, int offset, float margin, float unit,
        ItemMask? allowed, ScoredItem? after, Span<int> products, Span<ScoredItem> top)
    {
        private readonly ReadOnlySpan<float> _factors = factors;
        private readonly ReadOnlySpan<int> _codes = codes;
        private readonly float _below = after is { } last ? last.Score / unit : float.PositiveInfinity;
        private readonly ReadOnlySpan<ulong> _words = allowed is null ? default : allowed.Words;
        private readonly int _wanted = top.Length;
        private readonly Span<int> _head = products[..^QuantizedRows.Tile];
        private readonly Span<int> _one = products[^QuantizedRows.Tile..];
        private int _headFirst;
        private int _headTiles;
        private bool _hasBegun;
        private float _least = float.NegativeInfinity;
        private TopNHeap _best = new(top, allowed, after);

        /// <summary>Whether there are as many as are wanted.</summary>
        public readonly bool IsFull => _best.IsFull;

        /// <summary>Looks at some rows.</summary>
        /// <returns>How many of them are allowed.</returns>
        public int Over(int first, int end)
        {
            if (first == end)
                return 0;
            if (!_hasBegun)
                Begin(first, end);
            var looked = 0;
            for (var tile = first / QuantizedRows.Tile; tile * QuantizedRows.Tile < end; tile++)
            {
                var word = Allowed(tile, first, end);
                if (word == 0)
                    continue;
                looked += BitOperations.PopCount(word);
                var place = tile - _headFirst;
                var isOfHead = place >= 0 && place < _headTiles;
                var multiplied = isOfHead ? Of(place, _head) : _one;
                if (!isOfHead)
                    engine._rows.Multiply(tile, _codes, offset, multiplied);
                word &= Within(multiplied, Of<float>(tile, engine._scales), margin, MathF.Max(_best.Threshold, _least) / unit, _below);
                for (; word != 0; word &= word - 1)
                {
                    var row = (tile * QuantizedRows.Tile) + BitOperations.TrailingZeroCount(word);
                    _best.Add(row, engine._exact.Score(_factors, scale, row));
                }
            }

            return looked;
        }

        /// <inheritdoc cref="TopNHeap.Sort"/>
        public readonly int Sort() => _best.Sort();

        // The rows of a tile that are in a range and allowed, a bit each.
        private readonly ulong Allowed(int tile, int first, int end)
        {
            var (low, high) = (first - (tile * QuantizedRows.Tile), end - (tile * QuantizedRows.Tile));
            var word = _words.IsEmpty ? ulong.MaxValue : _words[tile];
            if (low > 0)
                word &= ulong.MaxValue << low;
            if (high < QuantizedRows.Tile)
                word &= (1UL << high) - 1;
            return word;
        }

        // A score that the N-th best does not fall below, so that few rows are scored in full before there are N: the least of the scores
        // of N rows that are among the best of the first tiles by their bytes. Minus infinity where there are not so many.
        private void Begin(int first, int end)
        {
            _hasBegun = true;
            _headFirst = first / QuantizedRows.Tile;
            _headTiles = Math.Min(((end - 1) / QuantizedRows.Tile) - _headFirst + 1, _head.Length / QuantizedRows.Tile);
            Span<float> estimates = stackalloc float[_headTiles * QuantizedRows.Tile];
            for (var tile = 0; tile < _headTiles; tile++)
            {
                engine._rows.Multiply(_headFirst + tile, _codes, offset, Of(tile, _head));
                Estimate(Of(tile, _head), Of<float>(_headFirst + tile, engine._scales), Allowed(_headFirst + tile, first, end), Of(tile, estimates));
            }

            var atLeast = Quantile(estimates, _wanted);
            if (float.IsNegativeInfinity(atLeast))
                return;
            _least = float.PositiveInfinity;
            for (var (place, found) = (0, 0); found < _wanted; place++)
            {
                if (estimates[place] < atLeast)
                    continue;
                _least = MathF.Min(_least, engine._exact.Score(_factors, scale, (_headFirst * QuantizedRows.Tile) + place));
                found++;
            }
        }
    }

    // m of a query, in bytes, c of it, and what its products are off by.
    private (float Margin, int Offset) Quantize(ReadOnlySpan<float> query, float step, Span<byte> codes)
    {
        codes.Clear();
        var (errors, squaredErrors, length) = (Vector128<float>.Zero, Vector128<float>.Zero, Vector128<float>.Zero);
        var (sums, magnitudes, squares) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
        var lowest = Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (var element = 0; element < query.Length; element += Vector128<float>.Count)
        {
            var x = From(query[element..]);
            var whole = Vector128.Round(x / step);
            var (code, error) = (Vector128.ConvertToInt32(whole), Vector128.Abs(Vector128.FusedMultiplyAdd(-whole, Vector128.Create(step), x)));
            (errors, squaredErrors, length) = (errors + error, squaredErrors + (error * error), length + Vector128.Abs(x));
            (sums, magnitudes, squares) = (sums + code, magnitudes + Vector128.Abs(code), squares + (code * code));
            MemoryMarshal.Write(codes[element..], Vector128.Shuffle(code.AsByte(), lowest).AsUInt32().ToScalar());
        }

        // What the sums of d numbers may have rounded.
        var larger = 1 + ((query.Length + 8.0) / (1 << 22));
        var c = larger * Math.Min(RowLargest * Vector128.Sum(errors), _rows.Length * Math.Sqrt(Vector128.Sum(squaredErrors))) / step;
        c += larger * Math.Min(Half * Vector128.Sum(magnitudes), _rows.Error * Math.Sqrt(Vector128.Sum(squares)));
        c += larger * RowLargest * query.Length * Rounding * Vector128.Sum(length) / step;
        c += Comparing * (((double)QuantizedRows.Largest * QuantizedRows.QueryLargest * query.Length) + c);
        return ((float)c, QuantizedRows.Offset(Vector128.Sum(sums)));
    }
}
