namespace KDiffE.Domain.Metrics;

/// <summary>How much better one ranking does than another, measured on the same users.</summary>
/// <param name="Mean">The mean over the users of the one's figure minus the other's.</param>
/// <param name="Bound">What the true difference stays below with a confidence of 95 %: mean + 1.645 · standard error.</param>
public sealed record PairedDifference(double Mean, double Bound)
{
    /// <summary>The quantile of the normal distribution that 95 % stay below.</summary>
    private const double Quantile = 1.645;

    /// <summary>How far the mean may be off: its standard error.</summary>
    internal double StandardError => (Bound - Mean) / Quantile;

    /// <summary>The difference of two series of figures, one pair for each user.</summary>
    /// <exception cref="ArgumentException">The series differ in length, or have less than two users.</exception>
    public static PairedDifference Of(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.Length != other.Length || one.Length < 2)
            throw new ArgumentException($"Series of {one.Length} and {other.Length} users have no paired difference.", nameof(other));
        var sum = 0.0;
        for (var k = 0; k < one.Length; k++)
            sum += one[k] - other[k];
        var mean = sum / one.Length;
        var squares = 0.0;
        for (var k = 0; k < one.Length; k++)
            squares += (one[k] - other[k] - mean) * (one[k] - other[k] - mean);
        return new PairedDifference(mean, mean + (Quantile * Math.Sqrt(squares / (one.Length - 1) / one.Length)));
    }
}
