using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>How long runs with the preset <c>auto</c> search for settings.</summary>
internal sealed class TuningOptions
{
    /// <summary>How long all trials on a catalogue may take together, those of earlier runs included; zero for no further trial.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan TuneBudget { get; init; } = TimeSpan.FromMinutes(30);
}
