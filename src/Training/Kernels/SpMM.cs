using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// Sparse times dense, the step of every propagation (Eq. 6). Rows are shared among the cores; each row is summed in
/// the order of its non-zeros, so the result is the same for any number of threads and any vector width.
/// </summary>
internal static unsafe class SpMM
{
    /// <summary>y = A·x, or y += A·x.</summary>
    /// <param name="a">A, <c>[rows, cols]</c>.</param>
    /// <param name="x">Row-major <c>[cols, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="y">Row-major <c>[rows, d]</c>; must not overlap <paramref name="x"/>.</param>
    /// <param name="accumulate">Adds to y instead of overwriting it.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static void Multiply(CsrMatrix a, ReadOnlySpan<float> x, int d, Span<float> y, bool accumulate = false) =>
        Multiply(a.Pattern, a.Values, x, d, y, accumulate);

    /// <inheritdoc cref="Multiply(CsrMatrix, ReadOnlySpan{float}, int, Span{float}, bool)"/>
    /// <param name="a">Where A's non-zeros stand.</param>
    /// <param name="values">A's values, <c>[nnz]</c>.</param>
    /// <param name="x">Row-major <c>[cols, d]</c>.</param>
    /// <param name="d">Columns of x and y.</param>
    /// <param name="y">Row-major <c>[rows, d]</c>; must not overlap <paramref name="x"/>.</param>
    /// <param name="accumulate">Adds to y instead of overwriting it.</param>
    public static void Multiply(
        CsrPattern a, ReadOnlySpan<float> values, ReadOnlySpan<float> x, int d, Span<float> y, bool accumulate = false)
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<Simd512, Vector512<float>>(a, values, x, d, y, accumulate);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<Simd256, Vector256<float>>(a, values, x, d, y, accumulate);
        else
            Multiply<Scalar, float>(a, values, x, d, y, accumulate);
    }

    internal static void Multiply<TSimd, TVector>(
        CsrPattern a, ReadOnlySpan<float> values, ReadOnlySpan<float> x, int d, Span<float> y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Shape.Check(values, a.Indices.Length, 1, nameof(values));
        Shape.Check(x, a.Cols, d, nameof(x));
        Shape.Check<float>(y, a.Rows, d, nameof(y));
        fixed (int* pinnedOffsets = a.Offsets, pinnedIndices = a.Indices)
        fixed (float* pinnedValues = values, pinnedX = x, pinnedY = y)
        {
            // Copies, because a lambda cannot capture a fixed local.
            int* offsets = pinnedOffsets, indices = pinnedIndices;
            float* weights = pinnedValues, source = pinnedX, result = pinnedY;
            a.Partition.Run((first, end) =>
            {
                for (var r = first; r < end; r++)
                {
                    var terms = new Terms(indices + offsets[r], weights + offsets[r], offsets[r + 1] - offsets[r]);
                    var done = Columns<TSimd, TVector>(terms, source, d, 0, d, result + ((nint)r * d), accumulate);
                    Columns<Scalar, float>(terms, source, d, done, d, result + ((nint)r * d), accumulate);
                }
            });
        }
    }

    /// <summary>Computes columns <paramref name="from"/>..<paramref name="d"/> of a row in tiles that stay in registers; returns where it stopped.</summary>
    private static int Columns<TSimd, TVector>(Terms terms, float* x, nint stride, int from, int d, float* y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var column = from;
        for (; column + (8 * TSimd.Width) <= d; column += 8 * TSimd.Width)
            Tile8<TSimd, TVector>(terms, x + column, stride, y + column, accumulate);
        for (; column + (4 * TSimd.Width) <= d; column += 4 * TSimd.Width)
            Tile4<TSimd, TVector>(terms, x + column, stride, y + column, accumulate);
        for (; column + TSimd.Width <= d; column += TSimd.Width)
            Tile1<TSimd, TVector>(terms, x + column, stride, y + column, accumulate);
        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile8<TSimd, TVector>(Terms terms, float* x, nint stride, float* y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        var s0 = Start<TSimd, TVector>(y, accumulate);
        var s1 = Start<TSimd, TVector>(y + w, accumulate);
        var s2 = Start<TSimd, TVector>(y + (2 * w), accumulate);
        var s3 = Start<TSimd, TVector>(y + (3 * w), accumulate);
        var s4 = Start<TSimd, TVector>(y + (4 * w), accumulate);
        var s5 = Start<TSimd, TVector>(y + (5 * w), accumulate);
        var s6 = Start<TSimd, TVector>(y + (6 * w), accumulate);
        var s7 = Start<TSimd, TVector>(y + (7 * w), accumulate);
        for (var k = 0; k < terms.Count; k++)
        {
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

        TSimd.Store(s0, y);
        TSimd.Store(s1, y + w);
        TSimd.Store(s2, y + (2 * w));
        TSimd.Store(s3, y + (3 * w));
        TSimd.Store(s4, y + (4 * w));
        TSimd.Store(s5, y + (5 * w));
        TSimd.Store(s6, y + (6 * w));
        TSimd.Store(s7, y + (7 * w));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile4<TSimd, TVector>(Terms terms, float* x, nint stride, float* y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        var s0 = Start<TSimd, TVector>(y, accumulate);
        var s1 = Start<TSimd, TVector>(y + w, accumulate);
        var s2 = Start<TSimd, TVector>(y + (2 * w), accumulate);
        var s3 = Start<TSimd, TVector>(y + (3 * w), accumulate);
        for (var k = 0; k < terms.Count; k++)
        {
            var row = x + (terms.Indices[k] * stride);
            var weight = TSimd.Broadcast(terms.Values[k]);
            s0 = TSimd.MultiplyAdd(weight, TSimd.Load(row), s0);
            s1 = TSimd.MultiplyAdd(weight, TSimd.Load(row + w), s1);
            s2 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (2 * w)), s2);
            s3 = TSimd.MultiplyAdd(weight, TSimd.Load(row + (3 * w)), s3);
        }

        TSimd.Store(s0, y);
        TSimd.Store(s1, y + w);
        TSimd.Store(s2, y + (2 * w));
        TSimd.Store(s3, y + (3 * w));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile1<TSimd, TVector>(Terms terms, float* x, nint stride, float* y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var sum = Start<TSimd, TVector>(y, accumulate);
        for (var k = 0; k < terms.Count; k++)
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(terms.Values[k]), TSimd.Load(x + (terms.Indices[k] * stride)), sum);
        TSimd.Store(sum, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start<TSimd, TVector>(float* y, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        accumulate ? TSimd.Load(y) : TSimd.Broadcast(0);

    /// <summary>The non-zeros of one row.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Terms(int* indices, float* values, int count)
    {
        public readonly int* Indices = indices;
        public readonly float* Values = values;
        public readonly int Count = count;
    }
}
