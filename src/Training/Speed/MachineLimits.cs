using System.Text.Json.Serialization;
using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Speed;

/// <summary>What this machine can do at best, as measured now, all threads together.</summary>
/// <param name="Threads">Hardware threads of the machine, all of which the measurements use.</param>
/// <param name="Float">Products of large float matrices, GFLOP/s.</param>
/// <param name="BFloat16">Products of large bfloat16 matrices, GFLOP/s; null where the processor does not multiply it.</param>
/// <param name="Copy">Copying more than the caches hold, read and written, GB/s.</param>
internal sealed record MachineLimits(
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("float32_gflops")] double Float,
    [property: JsonPropertyName("bfloat16_gflops")] double? BFloat16,
    [property: JsonPropertyName("copy_gbs")] double Copy)
{
    private const int Side = 2048;
    private const int CopiedFloats = 1 << 25;
    private const int CopyParts = 16;

    internal static MachineLimits Measure() => new(
        Environment.ProcessorCount, Product(Precision.Single),
        Bf16.IsAccelerated ? Product(Precision.BFloat16) : null, CopyRate());

    private static double Product(Precision precision)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(Side, Side), randn(Side, Side));
        return 2.0 * Side * Side * Side / 1e9 / RepeatedTiming.Least(() => DeviceOperators.Cpu.Product(a, b, transposed: false, precision).Dispose());
    }

    private static double CopyRate()
    {
        var (from, to) = (new float[CopiedFloats], new float[CopiedFloats]);
        const int part = CopiedFloats / CopyParts;
        return 2.0 * sizeof(float) * CopiedFloats / 1e9 / RepeatedTiming.Least(
            () => Parallel.For(0, CopyParts, p => from.AsSpan(p * part, part).CopyTo(to.AsSpan(p * part))));
    }
}
