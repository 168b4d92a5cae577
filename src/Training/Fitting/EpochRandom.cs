using KDiffE.Domain.Numerics;
using static TorchSharp.torch;

namespace KDiffE.Training.Fitting;

/// <summary>
/// What a training draws. Each epoch has a stream of its own, here and in libtorch's generator, so that its draws depend
/// on the seed and its number alone: training that goes on from a stored epoch draws what it would have drawn.
/// </summary>
/// <param name="seed">Of the whole training.</param>
internal sealed class EpochRandom(int seed) : SeededRandom(default(SplitMix64))
{
    /// <summary>Begins the stream of an epoch.</summary>
    /// <param name="epoch">From 1; 0 for what is drawn before the first.</param>
    internal void Start(int epoch) => manual_seed((long)(Restart(SplitMix64.For(seed, epoch)) >> 1));
}
