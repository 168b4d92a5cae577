using System.ComponentModel.DataAnnotations;
using KDiffE.Training.Torch;

namespace KDiffE.Training.Worker;

/// <summary>How a worker works: the configuration section <c>Training</c>.</summary>
internal sealed class WorkerOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "Training";

    /// <summary>Where runs keep their data and checkpoints; shared between workers, so that one can go on where another ended.</summary>
    [Required]
    public string Folder { get; init; } = ".local/runs";

    /// <summary>What the data of the database is called.</summary>
    [Required]
    public string Dataset { get; init; } = "database";

    /// <summary>Where models are trained, see <see cref="TorchDevice.Open"/>.</summary>
    [Required]
    public string Device { get; init; } = TorchDevice.Auto;

    /// <summary>The time between two signs of life, and the longest until a worker hears of a cancellation.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a worker may be silent until another may take its run up; a third of it when its connection is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a run may be taken up.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How much training a killed worker may lose, beside the epoch that runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a worker that is asked to stop may take to end its epoch.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a run may make no progress before its worker gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "10.00:00:00")]
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The share of the active snapshot's recall and NDCG that a new one may lose.</summary>
    [Range(0.0, 1.0)]
    public double MaxRelativeDrop { get; init; } = 0.03;

    /// <summary>The fewest users to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinUsers { get; init; } = 10;

    /// <summary>The fewest items to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinItems { get; init; } = 21;

    /// <summary>The fewest training interactions to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinInteractions { get; init; } = 100;

    /// <summary>The fewest held-out interactions to judge by.</summary>
    [Range(1, int.MaxValue)]
    public int MinHeldOut { get; init; } = 10;

    /// <summary>How many snapshots are kept, those that are served included.</summary>
    [Range(2, 10_000)]
    public int KeepSnapshots { get; init; } = 5;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // A worker whose connection broke counts as silent after a third of the time; a live one must be heard before.
        if (Heartbeat >= Silence / 3)
            yield return new ValidationResult($"{Section}:{nameof(Silence)} ({Silence}) must be more than three times {Section}:{nameof(Heartbeat)} ({Heartbeat}).", [nameof(Silence)]);
        if (!TorchDevice.IsName(Device))
            yield return new ValidationResult($"{Section}:{nameof(Device)} is '{Device}', but must be one of {TorchDevice.Names}.", [nameof(Device)]);
    }
}
