using KDiffE.Training.Fitting;

namespace KDiffE.Training.Tests.Fitting;

/// <summary>Epoch reports of two trainings, to be compared.</summary>
internal static class EpochReports
{
    /// <summary>All that a seed decides; the seconds are the machine's.</summary>
    internal static EpochReport Untimed(EpochReport epoch) => epoch with { Seconds = 0, Phases = null! };
}
