using System.ComponentModel.DataAnnotations;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Worker;

/// <summary>
/// Which interactions runs learn from, as the settings say it; see <see cref="Positives"/>. Numbers are read here: the
/// binder leaves out of a dictionary, without a word, what is none.
/// </summary>
internal sealed class PositivesOptions : IValidatableObject
{
    /// <summary>The lowest rating that counts; null where every rating does.</summary>
    public string? MinRating { get; init; }

    /// <summary>Weights by kind of event.</summary>
    public Dictionary<string, string?> EventWeights { get; init; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinRating is { } rating && Positives.Number(rating) is null)
            yield return new ValidationResult($"{WorkerSettings.Section}:{nameof(MinRating)} is '{rating}', but must be a number.");
        foreach (var (kind, weight) in EventWeights.Where(entry => Positives.Number(entry.Value) is null))
            yield return new ValidationResult($"{WorkerSettings.Section}:{nameof(EventWeights)}:{kind} is '{weight}', but must be a number.");
    }

    /// <summary>The same for whoever reads the data.</summary>
    internal Positives ToPositives() => new()
    {
        MinRating = Positives.Number(MinRating),
        EventWeights = EventWeights.ToDictionary(entry => entry.Key, entry => Positives.Number(entry.Value)!.Value, StringComparer.Ordinal),
    };
}
