using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Search;

/// <summary>
/// Datasets whose items have exchanged their content at random: as much of it, and of the same kind, that says nothing of the
/// items. What a model gains by content and keeps by these is not the content's.
/// </summary>
internal static class Controls
{
    private const ulong Seed = 11;

    /// <summary>Each item has the triples of another.</summary>
    internal static Dataset ShuffleGraph(Dataset data)
    {
        var owner = new SeededRandom(Seed).Permutation(data.Items);
        return data with { Triples = data.Triples with { Heads = Array.ConvertAll(data.Triples.Heads, head => owner[head]) } };
    }

    /// <summary>Each item has the features of another, of the same one in every modality.</summary>
    internal static Dataset ShuffleFeatures(Dataset data)
    {
        var from = new SeededRandom(Seed).Permutation(data.Items);
        return data with { Features = [.. data.Features.Select(Shuffle)] };

        ItemFeature Shuffle(ItemFeature feature)
        {
            var values = new float[feature.Values.Length];
            for (var item = 0; item < from.Length; item++)
                feature.Values.AsSpan(from[item] * feature.Dim, feature.Dim).CopyTo(values.AsSpan(item * feature.Dim));
            return feature with { Values = values, Present = Array.ConvertAll(from, item => feature.Present[item]) };
        }
    }
}
