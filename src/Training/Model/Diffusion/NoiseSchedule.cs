using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Model.Diffusion;

/// <summary>
/// How much noise each step t = 0..T−1 adds, q(x_t | x_0) = N(√ᾱ_t·x_0, (1 − ᾱ_t)·I) (Eq. 8), and what follows from
/// it. The variances v_t grow linearly from s·β_min to s·β_max, β_t = 1 − (1 − v_t) / (1 − v_{t−1}), and β_0 is fixed
/// (design, after DiffKG).
/// </summary>
internal sealed class NoiseSchedule
{
    private const double Scale = 0.1;
    private const double Least = 1e-4;
    private const double Most = 0.02;
    private const double FirstBeta = 1e-4;

    /// <param name="steps">T, the number of noise steps; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    internal NoiseSchedule(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Betas = [.. Enumerable.Range(0, steps).Select(t => t == 0 ? FirstBeta : 1 - (1 - Variance(t, steps)) / (1 - Variance(t - 1, steps)))];
        AlphaBars = new double[steps];
        PosteriorStartWeights = new double[steps];
        PosteriorStateWeights = new double[steps];
        SnrWeights = new double[steps];
        var before = 1.0;
        for (var t = 0; t < steps; t++)
        {
            AlphaBars[t] = before * (1 - Betas[t]);
            PosteriorStartWeights[t] = Betas[t] * Math.Sqrt(before) / (1 - AlphaBars[t]);
            PosteriorStateWeights[t] = (1 - before) * Math.Sqrt(1 - Betas[t]) / (1 - AlphaBars[t]);
            SnrWeights[t] = t == 0 ? 1 : SignalToNoise(before) - SignalToNoise(AlphaBars[t]);
            before = AlphaBars[t];
        }
    }

    /// <summary>T, the number of noise steps.</summary>
    internal int Steps => Betas.Length;

    /// <summary>β_t, the variance that step t adds, <c>[T]</c>.</summary>
    internal double[] Betas { get; }

    /// <summary>ᾱ_t = Π (1 − β), the share of the signal's variance that step t keeps.</summary>
    internal double[] AlphaBars { get; }

    /// <summary>c₁ of the posterior mean c₁·x̂_0 + c₂·x_t: β_t·√ᾱ_{t−1} / (1 − ᾱ_t). At t = 0 it is 1.</summary>
    internal double[] PosteriorStartWeights { get; }

    /// <summary>c₂: (1 − ᾱ_{t−1})·√(1 − β_t) / (1 − ᾱ_t). At t = 0 it is 0.</summary>
    internal double[] PosteriorStateWeights { get; }

    /// <summary>Weight of the squared error at t: SNR(t−1) − SNR(t) with SNR = ᾱ / (1 − ᾱ), and 1 at t = 0.</summary>
    internal double[] SnrWeights { get; }

    /// <summary>x_t = √ᾱ_t·x_0 + √(1 − ᾱ_t)·ε (Eq. 8).</summary>
    /// <param name="start">x_0, <c>[rows]</c> or <c>[rows, columns]</c>.</param>
    /// <param name="noise">ε, of the same shape.</param>
    /// <param name="steps">t of each row.</param>
    internal Tensor QSample(Tensor start, Tensor noise, int[] steps)
    {
        long[] shape = start.ndim == 1 ? [steps.Length] : [steps.Length, 1];
        var signal = tensor(Array.ConvertAll(steps, t => (float)Math.Sqrt(AlphaBars[t])), shape, device: start.device);
        var deviation = tensor(Array.ConvertAll(steps, t => (float)Math.Sqrt(1 - AlphaBars[t])), shape, device: start.device);
        return (noise * deviation).addcmul_(start, signal, Scalars.One);
    }

    private static double Variance(int t, int steps) =>
        Scale * (Least + (steps == 1 ? 0 : (Most - Least) * t / (steps - 1)));

    private static double SignalToNoise(double kept) => kept / (1 - kept);
}
