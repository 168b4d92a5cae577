namespace KDiffE.Domain.Numerics;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood 2014): one word of state, so that every node can have its own
/// stream at no cost and results do not depend on which thread draws.
/// </summary>
/// <param name="seed">The state to start from.</param>
internal struct SplitMix64(ulong seed)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A stream of its own for one index under one seed.</summary>
    public static SplitMix64 For(int seed, int index) => new(Mix(Mix((uint)seed) + (uint)index + 1));

    /// <summary>64 uniform bits.</summary>
    public ulong Next() => Mix(_state += Increment);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
