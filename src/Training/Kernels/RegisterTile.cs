using System.Runtime.CompilerServices;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>
/// The innermost step of dense products: six rows against a panel of two vectors' width, whose twelve sums stay in
/// registers while every load serves several of them. Each sum runs over the depth in order.
/// </summary>
internal static unsafe class RegisterTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Vectors across a tile.</summary>
    public const int Vectors = 2;

    /// <summary>result = rows · panel, or result += rows · panel.</summary>
    /// <param name="rows"><c>[count, depth]</c>, row r at <c>r · rowStride</c>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="count">Number of rows, any.</param>
    /// <param name="panel"><c>[depth, two vectors]</c>, row k at <c>k · panelStride</c>.</param>
    /// <param name="panelStride">Floats from one row of the panel to the next.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="result"><c>[count, two vectors]</c>, row r at <c>r · resultStride</c>.</param>
    /// <param name="resultStride">Floats from one row of the result to the next.</param>
    /// <param name="accumulate">Adds to the result instead of overwriting it.</param>
    public static void Product<TSimd, TVector>(
        float* rows, nint rowStride, int count, float* panel, nint panelStride, int depth, float* result, nint resultStride, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var from = stackalloc float*[Rows];
        var to = stackalloc float*[Rows];
        for (var first = 0; first < count; first += Rows)
        {
            for (var r = 0; r < Rows; r++)
            {
                // A tile that is not full computes its last row again: it reads all before it writes any.
                var row = Math.Min(first + r, count - 1);
                from[r] = rows + (row * rowStride);
                to[r] = result + (row * resultStride);
            }

            Multiply<TSimd, TVector>(from, panel, panelStride, depth, to, accumulate);
        }
    }

    /// <summary>One tile: results[r] = rows[r] · panel, or added to what is there.</summary>
    public static void Multiply<TSimd, TVector>(float** rows, float* panel, nint panelStride, int depth, float** results, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var w = TSimd.Width;
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5];
        TVector a0 = TSimd.Broadcast(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0;
        if (accumulate)
        {
            (a0, b0) = (TSimd.Load(results[0]), TSimd.Load(results[0] + w));
            (a1, b1) = (TSimd.Load(results[1]), TSimd.Load(results[1] + w));
            (a2, b2) = (TSimd.Load(results[2]), TSimd.Load(results[2] + w));
            (a3, b3) = (TSimd.Load(results[3]), TSimd.Load(results[3] + w));
            (a4, b4) = (TSimd.Load(results[4]), TSimd.Load(results[4] + w));
            (a5, b5) = (TSimd.Load(results[5]), TSimd.Load(results[5] + w));
        }

        for (nint k = 0; k < depth; k++)
        {
            var left = TSimd.Load(panel);
            var right = TSimd.Load(panel + w);
            panel += panelStride;
            Step<TSimd, TVector>(r0[k], left, right, ref a0, ref b0);
            Step<TSimd, TVector>(r1[k], left, right, ref a1, ref b1);
            Step<TSimd, TVector>(r2[k], left, right, ref a2, ref b2);
            Step<TSimd, TVector>(r3[k], left, right, ref a3, ref b3);
            Step<TSimd, TVector>(r4[k], left, right, ref a4, ref b4);
            Step<TSimd, TVector>(r5[k], left, right, ref a5, ref b5);
        }

        Store<TSimd, TVector>(a0, b0, results[0]);
        Store<TSimd, TVector>(a1, b1, results[1]);
        Store<TSimd, TVector>(a2, b2, results[2]);
        Store<TSimd, TVector>(a3, b3, results[3]);
        Store<TSimd, TVector>(a4, b4, results[4]);
        Store<TSimd, TVector>(a5, b5, results[5]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TSimd, TVector>(float value, TVector left, TVector right, ref TVector a, ref TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var factor = TSimd.Broadcast(value);
        a = TSimd.MultiplyAdd(factor, left, a);
        b = TSimd.MultiplyAdd(factor, right, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(TVector left, TVector right, float* result)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(left, result);
        TSimd.Store(right, result + TSimd.Width);
    }
}
