using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Sparse times dense, the step of every propagation (Eq. 6). Rows are shared among the cores; each row is summed in
/// the order of its non-zeros, so the result is the same for any number of threads and any vector width.
/// </summary>
internal static unsafe class SpMM
{
    // So many non-zeros before a row of x is needed, it is asked for: where x is larger than a core's cache, its rows come from
    // farther away, and their places are too irregular for the processor to guess. Where it is not, asking costs a tenth of the time.
    private const int Ahead = 16;
    private const long CacheBytes = 4 << 20;

    private const int FloatsPerCacheLine = 16;

    /// <summary>y = scale · (plus + A·x).</summary>
    /// <param name="a">A, <c>[rows, cols]</c>.</param>
    /// <param name="x">Row-major <c>[cols, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="y">Row-major <c>[rows, d]</c>; must not overlap <paramref name="x"/>.</param>
    /// <param name="plus">Row-major <c>[rows, d]</c>, such as y itself; empty for nothing.</param>
    /// <param name="scale">A factor.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static void Multiply(CsrMatrix a, ReadOnlySpan<float> x, int d, Span<float> y, ReadOnlySpan<float> plus = default, float scale = 1) =>
        Multiply(a.Pattern, a.Values, x, d, y, plus, scale);

    /// <inheritdoc cref="Multiply(CsrMatrix, ReadOnlySpan{float}, int, Span{float}, ReadOnlySpan{float}, float)"/>
    /// <param name="a">Where A's non-zeros stand.</param>
    /// <param name="values">A's values, <c>[nnz]</c>.</param>
    /// <param name="x">Row-major <c>[cols, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="y">Row-major <c>[rows, d]</c>; must not overlap <paramref name="x"/>.</param>
    /// <param name="plus">Row-major <c>[rows, d]</c>, such as y itself; empty for nothing.</param>
    /// <param name="scale">A factor.</param>
    public static void Multiply(
        CsrPattern a, ReadOnlySpan<float> values, ReadOnlySpan<float> x, int d, Span<float> y, ReadOnlySpan<float> plus = default, float scale = 1)
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<Simd512, Vector512<float>>(a, values, x, d, y, plus, scale);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<Simd256, Vector256<float>>(a, values, x, d, y, plus, scale);
        else
            Multiply<Scalar, float>(a, values, x, d, y, plus, scale);
    }

    internal static void Multiply<TSimd, TVector>(
        CsrPattern a, ReadOnlySpan<float> values, ReadOnlySpan<float> x, int d, Span<float> y, ReadOnlySpan<float> plus, float scale)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Shape.Check(values, a.Indices.Length, 1, nameof(values));
        Shape.Check(x, a.Cols, d, nameof(x));
        Shape.Check<float>(y, a.Rows, d, nameof(y));
        if (!plus.IsEmpty)
            Shape.Check(plus, a.Rows, d, nameof(plus));
        fixed (int* pinnedOffsets = a.Offsets, pinnedIndices = a.Indices)
        fixed (float* pinnedValues = values, pinnedX = x, pinnedY = y, pinnedPlus = plus)
        {
            // Copies, because a lambda cannot capture a fixed local.
            int* offsets = pinnedOffsets, indices = pinnedIndices;
            float* weights = pinnedValues, source = pinnedX, result = pinnedY, addend = pinnedPlus;
            var (count, isFar) = (a.Indices.Length, (long)x.Length * sizeof(float) > CacheBytes);
            a.Partition.Run((first, end) =>
            {
                for (var r = first; r < end; r++)
                {
                    var terms = new Terms(indices + offsets[r], weights + offsets[r], offsets[r + 1] - offsets[r], isFar ? count - offsets[r] : 0);
                    var row = new Row(result + ((nint)r * d), addend == null ? null : addend + ((nint)r * d), scale);
                    var done = Columns<TSimd, TVector>(terms, source, d, 0, row);
                    Columns<Scalar, float>(terms, source, d, done, row);
                }
            });
        }
    }

    /// <summary>Computes a row's columns <paramref name="from"/> to d in tiles that stay in registers; returns where it stopped.</summary>
    private static int Columns<TSimd, TVector>(Terms terms, float* x, int d, int from, Row y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var column = from;
        for (; column + (8 * TSimd.Width) <= d; column += 8 * TSimd.Width)
            Tile8<TSimd, TVector>(terms, x + column, d, y.From(column));
        for (; column + (4 * TSimd.Width) <= d; column += 4 * TSimd.Width)
            Tile4<TSimd, TVector>(terms, x + column, d, y.From(column));
        for (; column + TSimd.Width <= d; column += TSimd.Width)
            Tile1<TSimd, TVector>(terms, x + column, d, y.From(column));
        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile8<TSimd, TVector>(Terms terms, float* x, nint stride, Row y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        var s0 = y.Start<TSimd, TVector>(0);
        var s1 = y.Start<TSimd, TVector>(w);
        var s2 = y.Start<TSimd, TVector>(2 * w);
        var s3 = y.Start<TSimd, TVector>(3 * w);
        var s4 = y.Start<TSimd, TVector>(4 * w);
        var s5 = y.Start<TSimd, TVector>(5 * w);
        var s6 = y.Start<TSimd, TVector>(6 * w);
        var s7 = y.Start<TSimd, TVector>(7 * w);
        for (var k = 0; k < terms.Count; k++)
        {
            terms.Prefetch(k, x, stride, 8 * w);
            var row = x + (terms.Indices[k] * stride);
            var weight = TSimd.Broadcast(terms.Values[k]);
            s0 = TSimd.MultiplyAdd(weight, TSimd.Load(row), s0);
            s1 = TSimd.MultiplyAdd(weight, TSimd.Load(row + w), s1);
            s2 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (2 * w)), s2);
            s3 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (3 * w)), s3);
            s4 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (4 * w)), s4);
            s5 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (5 * w)), s5);
            s6 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (6 * w)), s6);
            s7 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (7 * w)), s7);
        }

        y.Store<TSimd, TVector>(s0, 0);
        y.Store<TSimd, TVector>(s1, w);
        y.Store<TSimd, TVector>(s2, 2 * w);
        y.Store<TSimd, TVector>(s3, 3 * w);
        y.Store<TSimd, TVector>(s4, 4 * w);
        y.Store<TSimd, TVector>(s5, 5 * w);
        y.Store<TSimd, TVector>(s6, 6 * w);
        y.Store<TSimd, TVector>(s7, 7 * w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile4<TSimd, TVector>(Terms terms, float* x, nint stride, Row y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        var s0 = y.Start<TSimd, TVector>(0);
        var s1 = y.Start<TSimd, TVector>(w);
        var s2 = y.Start<TSimd, TVector>(2 * w);
        var s3 = y.Start<TSimd, TVector>(3 * w);
        for (var k = 0; k < terms.Count; k++)
        {
            terms.Prefetch(k, x, stride, 4 * w);
            var row = x + (terms.Indices[k] * stride);
            var weight = TSimd.Broadcast(terms.Values[k]);
            s0 = TSimd.MultiplyAdd(weight, TSimd.Load(row), s0);
            s1 = TSimd.MultiplyAdd(weight, TSimd.Load(row + w), s1);
            s2 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (2 * w)), s2);
            s3 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (3 * w)), s3);
        }

        y.Store<TSimd, TVector>(s0, 0);
        y.Store<TSimd, TVector>(s1, w);
        y.Store<TSimd, TVector>(s2, 2 * w);
        y.Store<TSimd, TVector>(s3, 3 * w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile1<TSimd, TVector>(Terms terms, float* x, nint stride, Row y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var sum = y.Start<TSimd, TVector>(0);
        for (var k = 0; k < terms.Count; k++)
        {
            terms.Prefetch(k, x, stride, TSimd.Width);
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(terms.Values[k]), TSimd.Load(x + (terms.Indices[k] * stride)), sum);
        }

        y.Store<TSimd, TVector>(sum, 0);
    }

    /// <summary>The non-zeros of one row, and how many there are from its first to the matrix's last; 0 where x lies near.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Terms(int* indices, float* values, int count, int known)
    {
        public readonly int* Indices = indices;
        public readonly float* Values = values;
        public readonly int Count = count;

        /// <summary>Has the processor fetch the columns of x that come up <see cref="Ahead"/> non-zeros later, in this row or in one after it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(int k, float* x, nint stride, int columns)
        {
            // A column by itself lies in the line that one before it had fetched.
            if (!Sse.IsSupported || columns == 1 || known == 0)
                return;
            var next = x + (Indices[Math.Min(k + Ahead, known - 1)] * stride);
            for (var column = 0; column < columns; column += FloatsPerCacheLine)
                Sse.Prefetch0(next + column);
        }
    }

    /// <summary>Where a row of y stands, what is added to it and its factor.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Row(float* y, float* plus, float scale)
    {
        public Row From(int column) => new(y + column, plus == null ? null : plus + column, scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Start<TSimd, TVector>(int column)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct =>
            plus == null ? TSimd.Broadcast(0) : TSimd.Load(plus + column);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store<TSimd, TVector>(TVector sum, int column)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct =>
            TSimd.Store(TSimd.Multiply(sum, TSimd.Broadcast(scale)), y + column);
    }
}
