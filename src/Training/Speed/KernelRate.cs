using System.Text.Json.Serialization;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Speed;

/// <summary>How fast one kernel runs on a dataset, and how far that is from what the machine can do.</summary>
/// <param name="Kernel">What runs, for example <c>Adam</c>.</param>
/// <param name="Milliseconds">The least of several runs.</param>
/// <param name="GigaFlop">Multiplications and additions that the result needs, in 10⁹.</param>
/// <param name="GigaBytes">What it reads and writes if no cache helps, in 10⁹.</param>
/// <param name="Limit">The nearer of the two limits, <c>float32</c>, <c>bfloat16</c> or <c>memory</c>.</param>
/// <param name="OfLimit">Share of that limit; above 1 where caches help.</param>
internal sealed record KernelRate(
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("milliseconds")] double Milliseconds,
    [property: JsonPropertyName("gflop")] double GigaFlop,
    [property: JsonPropertyName("gigabytes")] double GigaBytes,
    [property: JsonPropertyName("limit")] string Limit,
    [property: JsonPropertyName("of_limit")] double OfLimit)
{
    /// <summary>Floating-point operations per second, in GFLOP/s.</summary>
    internal double FlopRate => GigaFlop * 1e3 / Milliseconds;

    /// <summary>Bytes read and written per second, in GB/s.</summary>
    internal double ByteRate => GigaBytes * 1e3 / Milliseconds;

    /// <param name="kernel">What runs, for example <c>Adam</c>.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="flop">Multiplications and additions of one run.</param>
    /// <param name="bytes">Bytes read and written.</param>
    /// <param name="precision">That of its products; counted as floats where the processor does not multiply it.</param>
    /// <param name="limits">What the machine can do, to compare with.</param>
    internal static KernelRate Of(string kernel, double seconds, double flop, double bytes, Precision precision, MachineLimits limits)
    {
        var halved = precision == Precision.BFloat16 && limits.BFloat16 is not null;
        var (computing, moving) = (flop / 1e9 / (halved ? limits.BFloat16!.Value : limits.Float), bytes / 1e9 / limits.Copy);
        return new KernelRate(
            kernel, Math.Round(seconds * 1e3, 3), flop / 1e9, bytes / 1e9,
            computing < moving ? "memory" : halved ? "bfloat16" : "float32", Math.Round(Math.Max(computing, moving) / seconds, 6));
    }
}
