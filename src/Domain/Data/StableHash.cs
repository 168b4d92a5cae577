namespace KDiffE.Domain.Data;

/// <summary>A hash of ids, and of pairs of them, that is the same in every process, as that of the runtime is not.</summary>
public static class StableHash
{
    private const ulong Basis = 14695981039346656037;

    /// <summary>FNV-1a over the characters, with a final mix because ids often differ in one digit.</summary>
    /// <param name="id">An external id, of any length.</param>
    /// <param name="seed">Another seed, another hash.</param>
    public static ulong Of(ReadOnlySpan<char> id, ulong seed = 0)
    {
        var hash = Basis ^ seed;
        foreach (var character in id)
            hash = (hash ^ character) * 1099511628211;
        return Mix(hash);
    }

    /// <summary>The same over whole numbers, each mixed in by itself.</summary>
    /// <param name="numbers">The numbers, in their order.</param>
    public static ulong Of(ReadOnlySpan<ulong> numbers)
    {
        var hash = Basis;
        foreach (var number in numbers)
            hash = Mix((hash ^ number) * 1099511628211);
        return hash;
    }

    /// <summary>A number in [0, 1) of a pair of ids.</summary>
    /// <param name="first">The first id.</param>
    /// <param name="second">The second one.</param>
    /// <param name="seed">Another seed, another number.</param>
    public static double Fraction(string first, string second, int seed) => Fraction(Of(second, Of(first, (uint)seed)));

    /// <summary>A hash as a number in [0, 1): its upper 53 bits, which is the precision of a double.</summary>
    public static double Fraction(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }
}
