using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Worker;

/// <summary>Which interactions runs learn from, as the settings say it; see <see cref="Positives"/>.</summary>
internal sealed class PositivesOptions : IValidatableObject
{
    /// <summary>The lowest rating that counts; null where every rating does.</summary>
    public double? MinRating { get; init; }

    /// <summary>Weights by kind of event.</summary>
    public Dictionary<string, double> EventWeights { get; init; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinRating is { } rating && !double.IsFinite(rating))
            yield return new ValidationResult($"{WorkerSettings.Section}:{nameof(MinRating)} is '{rating}', but must be a number.");
        foreach (var (kind, weight) in EventWeights.Where(entry => !double.IsFinite(entry.Value)))
            yield return new ValidationResult($"{WorkerSettings.Section}:{nameof(EventWeights)}:{kind} is '{weight}', but must be a number.");
    }

    /// <summary>The same for whoever reads the data.</summary>
    internal Positives ToPositives() => new() { MinRating = MinRating, EventWeights = EventWeights };
}
