using System.Globalization;
using KDiffE.Domain.Metrics;

namespace KDiffE.Domain.Snapshots;

/// <summary>
/// Decides whether a new snapshot may take the place of the one that is served. A loss counts when it is both larger
/// than is allowed and larger than chance explains: figures of a few users scatter by more than a few per cent.
/// </summary>
/// <param name="MaxRelativeDrop">The share of the served snapshot's recall and NDCG that a new one may lose, from 0 to 1.</param>
/// <param name="MinRecall">The least recall@20 on the hold-out, from 0 to 1.</param>
/// <param name="MinNdcg">The least NDCG@20 on the hold-out, from 0 to 1.</param>
public sealed record QualityGate(double MaxRelativeDrop, double MinRecall = 0, double MinNdcg = 0)
{
    /// <summary>The share that may be lost, from 0 to 1.</summary>
    public double MaxRelativeDrop { get; } = MaxRelativeDrop is >= 0 and <= 1
        ? MaxRelativeDrop
        : throw new ArgumentOutOfRangeException(nameof(MaxRelativeDrop), MaxRelativeDrop, "A share lies between 0 and 1.");

    /// <summary>
    /// Judges a candidate by both figures: it must beat the most popular items, reach the least figures, and lose no more
    /// than it may to the snapshot that is served, where the two can be compared.
    /// </summary>
    /// <param name="candidate">Its figures on its hold-out.</param>
    /// <param name="mostPopular">Those of the most popular items, on the same hold-out.</param>
    /// <param name="comparison">The candidate beside the snapshot that is served; null where there is no honest comparison.</param>
    /// <param name="notCompared">Why there is none.</param>
    public GateVerdict Judge(HoldOutFigures candidate, HoldOutFigures mostPopular, GateComparison? comparison, string? notCompared)
    {
        var reason = WhyNot(candidate, mostPopular, comparison);
        return new GateVerdict(reason is null, reason, candidate, mostPopular, comparison, notCompared, MaxRelativeDrop);
    }

    // Written so that NaN passes nothing.
    private string? WhyNot(HoldOutFigures candidate, HoldOutFigures mostPopular, GateComparison? comparison)
    {
        if (!(Beats(candidate.Recall, mostPopular.Recall) && Beats(candidate.Ndcg, mostPopular.Ndcg)))
            return $"{candidate} does not beat the most popular items, {mostPopular}";
        if (!(candidate.Recall >= MinRecall && candidate.Ndcg >= MinNdcg))
            return $"{candidate} is below the least that is to be served, {new HoldOutFigures(MinRecall, MinNdcg)}";
        return comparison is null
            || (Keeps(comparison.Candidate.Recall, comparison.Active.Recall, comparison.Recall) && Keeps(comparison.Candidate.Ndcg, comparison.Active.Ndcg, comparison.Ndcg))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{comparison.Candidate} is more than {MaxRelativeDrop:P1} below the active snapshot, {comparison.Active}, and by more than chance explains, on {comparison.Rows} interactions of {comparison.Users} users that neither has learnt from");
    }

    // In a small catalogue both may have everything within the first twenty.
    private static bool Beats(double candidate, double mostPopular) => candidate > mostPopular || candidate >= 1;

    private bool Keeps(double candidate, double active, PairedDifference difference) =>
        candidate >= active * (1 - MaxRelativeDrop) || difference.Bound >= 0;
}
