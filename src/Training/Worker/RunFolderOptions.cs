using System.ComponentModel.DataAnnotations;

namespace KDiffE.Training.Worker;

/// <summary>Where runs keep their files, and how often.</summary>
internal sealed class RunFolderOptions
{
    /// <summary>The folder of all runs' data and checkpoints; shared between workers, so that one can go on where another ended.</summary>
    [Required]
    public string Folder { get; init; } = ".local/runs";

    /// <summary>How much training a killed worker may lose, beside the epoch that runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(15);
}
