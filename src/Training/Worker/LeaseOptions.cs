using System.ComponentModel.DataAnnotations;
using KDiffE.Infrastructure.Runs;

namespace KDiffE.Training.Worker;

/// <summary>How a worker keeps its right to a run, and when it may take up another's.</summary>
internal sealed class LeaseOptions : IValidatableObject
{
    /// <summary>The time between two signs of life, and the longest until a worker hears of a cancellation.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a worker may be silent until another may take its run up; a third of it when its connection is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a run may make no progress before its worker gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "10.00:00:00")]
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often a run may be trained without coming to its end.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How often a run may be lost before its first epoch ended, or with the database.</summary>
    [Range(1, 1000)]
    public int MaxInterruptions { get; init; } = 20;

    /// <summary>What of these a claim heeds.</summary>
    internal ClaimLimits Limits => new(Silence, MaxAttempts, MaxInterruptions);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // A worker whose connection broke counts as silent after a third of the time; a live one must be heard before.
        if (Heartbeat >= Silence / 3)
        {
            yield return new ValidationResult(
                $"{WorkerSettings.Section}:{nameof(Silence)} ({Silence}) must be more than three times {WorkerSettings.Section}:{nameof(Heartbeat)} ({Heartbeat}).",
                [nameof(Silence)]);
        }
    }
}
