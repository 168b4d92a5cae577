using System.Globalization;

namespace KDiffE.Domain.Snapshots;

/// <summary>How well something ranks a hold-out.</summary>
/// <param name="Recall">Mean recall@20 over the users of the hold-out, from 0 to 1.</param>
/// <param name="Ndcg">Mean NDCG@20 over the users of the hold-out, from 0 to 1.</param>
public sealed record HoldOutFigures(double Recall, double Ndcg)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"recall@20 {Recall:F4}, NDCG@20 {Ndcg:F4}");
}
