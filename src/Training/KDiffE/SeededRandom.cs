using KDiffE.Training.Kernels;

namespace KDiffE.Training.Model;

/// <summary>
/// Draws from <see cref="SplitMix64"/>: the same for a seed on every machine and runtime, which <see cref="Random"/>
/// does not promise.
/// </summary>
internal sealed class SeededRandom(SplitMix64 bits)
{
    private SplitMix64 _bits = bits;

    public SeededRandom(ulong seed)
        : this(new SplitMix64(seed))
    {
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(_bits.Next() % (ulong)count);

    /// <summary>A number in [0, 1).</summary>
    public double Fraction() => (_bits.Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>0 … count − 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
