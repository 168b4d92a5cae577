namespace KDiffE.Domain.Numerics;

/// <summary>
/// Draws from <see cref="SplitMix64"/>: the same for a seed on every machine and runtime, which <see cref="Random"/>
/// does not promise.
/// </summary>
/// <param name="bits">The stream drawn from.</param>
internal class SeededRandom(SplitMix64 bits) : Random
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

    /// <summary>Whether something happens that has this probability.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>One of the choices, each as likely as the others.</summary>
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
    protected override double Sample() => Fraction();

    /// <summary>Goes on with another stream.</summary>
    /// <returns>Its first 64 bits.</returns>
    protected ulong Restart(SplitMix64 stream)
    {
        _bits = stream;
        return _bits.Next();
    }
}
