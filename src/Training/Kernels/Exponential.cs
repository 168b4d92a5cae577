using System.Runtime.CompilerServices;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Kernels;

/// <summary>The exponential function of the kernels, the same arithmetic for every vector width.</summary>
internal static class Exponential
{
    // What added to n within ±2^22 rounds it to an integer and leaves n + 127, the exponent of 2^n, in the lowest bits.
    private const float Shifter = (1 << 23) + (1 << 22) + 127;

    // ln 2 in two parts: n times the first is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// e^x within 3e-7 of itself for x from −87.3 to 88.3; 0 below −87.7, ∞ above 88.4 (−∞ and ∞ included), NaN for NaN.
    /// </summary>
    /// <remarks>e^x = 2^n · e^f with n an integer and |f| ≤ ln(2) / 2, and e^f by its series up to f⁶ / 6!.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // At these bounds n is −127 and 128, whose 2^n below are 0 and ∞.
        x = TSimd.Max(TSimd.Broadcast(-88), TSimd.Min(TSimd.Broadcast(89), x));
        var shifted = TSimd.MultiplyAdd(x, TSimd.Broadcast(1.44269504f), TSimd.Broadcast(Shifter));
        var n = TSimd.Add(shifted, TSimd.Broadcast(-Shifter));
        var f = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2High), x);
        f = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2Low), f);
        var series = TSimd.MultiplyAdd(f, TSimd.Broadcast(1 / 720f), TSimd.Broadcast(1 / 120f));
        series = TSimd.MultiplyAdd(f, series, TSimd.Broadcast(1 / 24f));
        series = TSimd.MultiplyAdd(f, series, TSimd.Broadcast(1 / 6f));
        series = TSimd.MultiplyAdd(f, series, TSimd.Broadcast(1 / 2f));
        series = TSimd.MultiplyAdd(f, series, TSimd.Broadcast(1));
        series = TSimd.MultiplyAdd(f, series, TSimd.Broadcast(1));
        return TSimd.Multiply(series, TSimd.ShiftLeft(shifted, 23));
    }
}
