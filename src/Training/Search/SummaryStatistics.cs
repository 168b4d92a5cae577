using System.Text.Json.Serialization;

namespace KDiffE.Training.Search;

/// <summary>A figure over the runs of a variant, beside the same figure of the whole model.</summary>
/// <param name="Mean">Arithmetic mean over the runs.</param>
/// <param name="Spread">Sample standard deviation (over n − 1); null for one run.</param>
/// <param name="Difference">This mean less the whole model's; null for the whole model itself.</param>
/// <param name="DifferenceInSpreads">The difference over the pooled spread of both, Cohen's d; null where that is unknown or 0.</param>
internal sealed record SummaryStatistics(
    [property: JsonPropertyName("mean")] double Mean,
    [property: JsonPropertyName("spread")] double? Spread,
    [property: JsonPropertyName("difference")] double? Difference,
    [property: JsonPropertyName("difference_in_spreads")] double? DifferenceInSpreads)
{
    /// <param name="values">The variant's; at least one.</param>
    /// <param name="whole">The whole model's; none for the whole model itself.</param>
    internal static SummaryStatistics Of(IReadOnlyList<double> values, IReadOnlyList<double> whole)
    {
        var mean = values.Average();
        var spread = values.Count > 1 ? Math.Sqrt(SquaredDeviations(values) / (values.Count - 1)) : (double?)null;
        if (whole.Count == 0)
            return new SummaryStatistics(mean, spread, Difference: null, DifferenceInSpreads: null);

        var difference = mean - whole.Average();
        var freedom = values.Count + whole.Count - 2;
        var pooled = freedom > 0 ? Math.Sqrt((SquaredDeviations(values) + SquaredDeviations(whole)) / freedom) : 0;
        return new SummaryStatistics(mean, spread, difference, pooled > 0 ? difference / pooled : null);
    }

    private static double SquaredDeviations(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
