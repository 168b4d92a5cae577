using System.Globalization;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Decides whether a new snapshot may take the place of the one that is served. All figures are of one hold-out: those
/// of two hold-outs say nothing of each other.
/// </summary>
/// <param name="MaxRelativeDrop">The share of the served snapshot's recall and NDCG that a new one may lose, from 0 to 1.</param>
public sealed record QualityGate(double MaxRelativeDrop)
{
    /// <summary>The share that may be lost, from 0 to 1.</summary>
    public double MaxRelativeDrop { get; } = MaxRelativeDrop is >= 0 and <= 1
        ? MaxRelativeDrop
        : throw new ArgumentOutOfRangeException(nameof(MaxRelativeDrop), MaxRelativeDrop, "A share lies between 0 and 1.");

    /// <summary>Judges a candidate by both figures: it must beat the most popular items, and lose no more than it may.</summary>
    public GateVerdict Judge(HoldOutFigures candidate, HoldOutFigures? active, HoldOutFigures mostPopular)
    {
        var reason = WhyNot(candidate, active, mostPopular);
        return new GateVerdict(reason is null, reason, candidate, active, mostPopular, MaxRelativeDrop);
    }

    // Written so that NaN passes nothing.
    private string? WhyNot(HoldOutFigures candidate, HoldOutFigures? active, HoldOutFigures mostPopular)
    {
        if (!(candidate.Recall > mostPopular.Recall && candidate.Ndcg > mostPopular.Ndcg))
            return $"{candidate} does not beat the most popular items, {mostPopular}";
        return active is null || (Keeps(candidate.Recall, active.Recall) && Keeps(candidate.Ndcg, active.Ndcg))
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{candidate} is more than {MaxRelativeDrop:P1} below the active snapshot, {active}");
    }

    private bool Keeps(double candidate, double active) => candidate >= active * (1 - MaxRelativeDrop);
}
