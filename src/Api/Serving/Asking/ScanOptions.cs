using System.ComponentModel.DataAnnotations;

namespace KDiffE.Api.Serving.Asking;

/// <summary>How much of the process scans of large catalogues may take.</summary>
internal sealed class ScanOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Serving";

    /// <summary>How many may scan at a time; 0 is one less than there are processors, and at least one.</summary>
    [Range(0, 1_024)]
    public int ScanThreads { get; init; }

    /// <summary>How many may wait for it; who comes then is asked to come back.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaitingScans { get; init; } = 1_000;
}
