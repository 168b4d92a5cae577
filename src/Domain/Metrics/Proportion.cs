namespace KDiffE.Domain.Metrics;

/// <summary>A share of trials that succeeded, with the 95 % confidence interval of Wilson (1927), which holds for few trials and rare successes too.</summary>
/// <param name="Value">Successes by trials.</param>
/// <param name="Low">What the true share is hardly below.</param>
/// <param name="High">What the true share is hardly above.</param>
public sealed record Proportion(double Value, double Low, double High)
{
    /// <summary>The quantile of the normal distribution that 97.5 % stay below.</summary>
    private const double Quantile = 1.959963984540054;

    /// <summary>The share that some successes are of some trials.</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How often it was tried, at least once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such successes of such trials.</exception>
    public static Proportion Of(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var share = (double)successes / trials;
        const double squared = Quantile * Quantile;
        var width = 1 + (squared / trials);
        var centre = (share + (squared / (2 * trials))) / width;
        var reach = Quantile * Math.Sqrt((share * (1 - share) / trials) + (squared / (4.0 * trials * trials))) / width;
        return new Proportion(share, Math.Max(centre - reach, 0), Math.Min(centre + reach, 1));
    }
}
