using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>How a worker stops when it is asked to.</summary>
internal sealed class ShutdownOptions
{
    /// <summary>How long it may take to end its epoch, which the checkpoint of the run that it gives back then holds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(20);
}
