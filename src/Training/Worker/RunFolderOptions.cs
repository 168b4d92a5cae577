using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Training.Worker;

/// <summary>Where runs keep their files, and how often.</summary>
internal sealed class RunFolderOptions
{
    /// <summary>The folder of all runs' data and checkpoints; shared between workers, so that one can go on where another ended.</summary>
    [Required]
    public string Folder { get; init; } = RunsFolder.Default;

    /// <summary>Finds out whether runs could keep their files.</summary>
    /// <exception cref="IOException">They could not, for example because the disk is full; the message names the setting.</exception>
    internal void CheckWritable() => WritableFolder.Check(Folder, $"{WorkerSettings.Section}:{nameof(Folder)}");

    /// <summary>How much training a killed worker may lose, beside the epoch that runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(15);
}
