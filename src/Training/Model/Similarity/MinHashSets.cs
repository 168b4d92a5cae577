using System.Numerics;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Model.Similarity;

/// <summary>
/// MinHash signatures (Broder 1997), one byte of each minimum kept (Li and König 2010): the share of equal places,
/// less the 1 in 256 that agree by chance, estimates the Jaccard similarity J without bias, with a standard deviation
/// of about √(J(1−J)/256), at most 0.032.
/// </summary>
internal sealed class MinHashSets : IVisitedSets
{
    /// <summary>Places of a signature, one byte each.</summary>
    public const int Places = 256;

    private const float ChanceAgreement = 1f / 256;

    private readonly byte[][] _signatures;
    private readonly uint[] _multipliers = new uint[Places];
    private readonly uint[] _offsets = new uint[Places];

    /// <param name="nodes">Number of nodes.</param>
    /// <param name="seed">Decides the hash functions.</param>
    public MinHashSets(int nodes, int seed)
    {
        _signatures = new byte[nodes][];
        var random = SplitMix64.For(seed, -1);
        for (var place = 0; place < Places; place++)
        {
            _multipliers[place] = (uint)random.Next() | 1;
            _offsets[place] = (uint)random.Next();
        }
    }

    public void Set(int node, ReadOnlySpan<int> visited)
    {
        Span<uint> minima = stackalloc uint[Places];
        minima.Fill(uint.MaxValue);
        foreach (var other in visited)
        {
            var key = new Vector<uint>(Scramble((uint)other));
            for (var place = 0; place < Places; place += Vector<uint>.Count)
            {
                var hash = (key * new Vector<uint>(_multipliers, place)) + new Vector<uint>(_offsets, place);
                var target = minima[place..];
                Vector.Min(hash, new Vector<uint>(target)).CopyTo(target);
            }
        }

        var signature = new byte[Places];
        for (var place = 0; place < Places; place++)
            signature[place] = (byte)minima[place];
        _signatures[node] = signature;
    }

    public float Jaccard(int a, int b)
    {
        byte[] left = _signatures[a], right = _signatures[b];
        var equal = 0;
        for (var place = 0; place < Places; place++)
            equal += left[place] == right[place] ? 1 : 0;
        return MathF.Max(0, (((float)equal / Places) - ChanceAgreement) / (1 - ChanceAgreement));
    }

    /// <summary>Spreads neighbouring node numbers over all 32 bits (the finaliser of MurmurHash3).</summary>
    private static uint Scramble(uint key)
    {
        key = (key ^ (key >> 16)) * 0x85EBCA6B;
        key = (key ^ (key >> 13)) * 0xC2B2AE35;
        return key ^ (key >> 16);
    }
}
