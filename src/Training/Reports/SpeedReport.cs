using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KDiffE.Training.Fitting;
using KDiffE.Training.Speed;

namespace KDiffE.Training.Reports;

/// <summary>Everything <c>bench --json</c> says.</summary>
/// <param name="Dataset">Name and size of the dataset.</param>
/// <param name="Preset">The settings' preset.</param>
/// <param name="Limits">What the machine can do.</param>
/// <param name="SecondsPerEpoch">Median of the epochs after the first, evaluation left out.</param>
/// <param name="Phases">Medians of the epochs after the first.</param>
/// <param name="BytesPerStep">Managed bytes that a step allocates.</param>
/// <param name="CollectionShare">The share of the time that garbage collections took.</param>
/// <param name="Kernels">The speed of each kernel by itself.</param>
/// <param name="PeakRssMb">The most memory that the process held, MiB.</param>
internal sealed record SpeedReport(
    [property: JsonPropertyName("dataset")] DatasetReport Dataset,
    [property: JsonPropertyName("preset")] string Preset,
    [property: JsonPropertyName("limits")] MachineLimits Limits,
    [property: JsonPropertyName("seconds_per_epoch")] double SecondsPerEpoch,
    [property: JsonPropertyName("phases")] IReadOnlyDictionary<string, double> Phases,
    [property: JsonPropertyName("managed_bytes_per_step")] long BytesPerStep,
    [property: JsonPropertyName("collection_share")] double CollectionShare,
    [property: JsonPropertyName("kernels")] IReadOnlyList<KernelRate> Kernels,
    [property: JsonPropertyName("peak_rss_mb")] long PeakRssMb)
{
    /// <summary>The medians of epochs' phases, by the names that they have in JSON.</summary>
    internal static IReadOnlyDictionary<string, double> Medians(IReadOnlyList<EpochReport> epochs)
    {
        JsonObject[] phases = [.. epochs.Select(epoch => JsonSerializer.SerializeToNode(epoch.Phases)!.AsObject())];
        return phases[0].ToDictionary(
            phase => phase.Key, phase => Median(phases.Select(epoch => epoch[phase.Key]!.GetValue<double>())), StringComparer.Ordinal);
    }

    /// <summary>The median of seconds, the greater of the two in the middle.</summary>
    internal static double Median(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return Math.Round(sorted[sorted.Length / 2], 4);
    }

    /// <summary>The report for the console.</summary>
    internal string Format() => string.Join(Environment.NewLine,
    [
        $"{Limits.Threads} threads: products of float32 {Limits.Float:F0} GFLOP/s"
            + (Limits.BFloat16 is { } halved ? $", of bfloat16 {halved:F0} GFLOP/s" : "") + $"; copying {Limits.Copy:F1} GB/s.",
        "",
        ColumnTable.Format(
            ["phase", "s/epoch", "share"],
            [.. Phases.Select(phase => new[] { phase.Key, $"{phase.Value:F3}", $"{phase.Value / Math.Max(Phases.Values.Sum(), 1e-9):P0}" }),
                ["all but evaluation", $"{SecondsPerEpoch:F3}", ""]]),
        "",
        ColumnTable.Format(
            ["kernel", "ms", "GFLOP/s", "GB/s", "of its limit", "which"],
            Kernels.Select(kernel => new[]
            {
                kernel.Kernel, $"{kernel.Milliseconds:F2}", $"{kernel.FlopRate:F0}", $"{kernel.ByteRate:F1}", $"{kernel.OfLimit:P0}", kernel.Limit,
            }),
            lastIsText: true),
        "",
        $"Peak memory {PeakRssMb} MiB; {BytesPerStep:N0} managed bytes allocated per step, collecting them takes {CollectionShare:P2} of the time.",
    ]);
}
