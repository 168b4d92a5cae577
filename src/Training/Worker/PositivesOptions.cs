using KDiffE.Domain.Data;

namespace KDiffE.Training.Worker;

/// <summary>Which interactions runs learn from, as the settings say it; see <see cref="Positives"/>.</summary>
internal sealed class PositivesOptions
{
    /// <summary>The lowest rating that counts; null where every rating does.</summary>
    public double? MinRating { get; init; }

    /// <summary>Weights by kind of event.</summary>
    public Dictionary<string, double> EventWeights { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The same for whoever reads the data.</summary>
    internal Positives ToPositives() => new() { MinRating = MinRating, EventWeights = EventWeights };
}
