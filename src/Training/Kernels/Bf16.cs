using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KDiffE.Training.Kernels;

/// <summary>
/// bfloat16, the upper half of a float: eight bits of precision in its range. Processors that multiply it do so several
/// times faster than floats; libtorch has the products, what is around them is here.
/// </summary>
internal static unsafe class Bf16
{
    /// <summary>Values that a loop over bfloat16 takes at a time.</summary>
    public const int Lanes = 32;

    private const int Avx512BFloat16 = 1 << 5;

    /// <summary>Whether the processor multiplies bfloat16 (AVX512_BF16).</summary>
    public static bool IsAccelerated { get; } =
        Vector512.IsHardwareAccelerated && X86Base.IsSupported && (X86Base.CpuId(7, 1).Eax & Avx512BFloat16) != 0;

    /// <summary>The nearest bfloat16 of each value times <paramref name="factor"/>.</summary>
    public static void Round(ReadOnlySpan<float> values, float factor, ushort* rounded)
    {
        fixed (float* source = values)
        {
            var k = 0;
            for (; k + Lanes <= values.Length; k += Lanes)
                Store(Vector512.Load(source + k) * factor, Vector512.Load(source + k + (Lanes / 2)) * factor, rounded + k);
            for (; k < values.Length; k++)
                rounded[k] = (ushort)((BitConverter.SingleToUInt32Bits(source[k] * factor) + 0x8000) >> 16);
        }
    }

    /// <summary>sum += values.</summary>
    public static void AddTo(ushort* values, Span<float> sum)
    {
        fixed (float* target = sum)
        {
            var k = 0;
            for (; k + Lanes <= sum.Length; k += Lanes)
            {
                var (left, right) = Load(values + k);
                (Vector512.Load(target + k) + left).Store(target + k);
                (Vector512.Load(target + k + (Lanes / 2)) + right).Store(target + k + (Lanes / 2));
            }

            for (; k < sum.Length; k++)
                target[k] += BitConverter.UInt32BitsToSingle((uint)values[k] << 16);
        }
    }

    /// <summary>The <see cref="Lanes"/> floats at a place, in two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Left, Vector512<float> Right) Load(ushort* source)
    {
        var (left, right) = Vector512.Widen(Vector512.Load(source));
        return ((left << 16).AsSingle(), (right << 16).AsSingle());
    }

    /// <summary>Stores <see cref="Lanes"/> floats, each rounded to the nearest; halves of a unit away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> left, Vector512<float> right, ushort* target)
    {
        var half = Vector512.Create(0x8000u);
        Vector512.Narrow((left.AsUInt32() + half) >> 16, (right.AsUInt32() + half) >> 16).Store(target);
    }
}
