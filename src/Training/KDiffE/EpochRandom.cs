using KDiffE.Training.Kernels;
using static TorchSharp.torch;

namespace KDiffE.Training.Model;

/// <summary>
/// What a training draws. Each epoch has a stream of its own, here and in libtorch's generator, so that its draws depend
/// on the seed and its number alone: training that goes on from a stored epoch draws what it would have drawn.
/// </summary>
/// <param name="seed">Of the whole training.</param>
internal sealed class EpochRandom(int seed) : Random
{
    private SplitMix64 _bits;

    /// <summary>Begins the stream of an epoch.</summary>
    /// <param name="epoch">From 1; 0 for what is drawn before the first.</param>
    internal void Start(int epoch)
    {
        _bits = SplitMix64.For(seed, epoch);
        manual_seed((long)(_bits.Next() >> 1));
    }

    /// <inheritdoc/>
    public override int Next() => Next(int.MaxValue);

    /// <inheritdoc/>
    public override int Next(int maxValue) => Next(0, maxValue);

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue, minValue);
        // The upper half of the product: the remainder of a division, at the cost of a multiplication (Lemire 2019).
        return minValue + (int)(((_bits.Next() >> 32) * (ulong)((long)maxValue - minValue)) >> 32);
    }

    /// <inheritdoc/>
    protected override double Sample() => (_bits.Next() >> 11) * (1.0 / (1UL << 53));
}
