using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Data;

namespace KDiffE.Training.Search;

/// <summary>False triples among a graph's own: what becomes of a model by them, and which of them a denoiser finds.</summary>
internal static class GraphNoise
{
    private const int DoubleSeed = 11;

    /// <summary>The data with as many false triples as they have of their own.</summary>
    internal static Dataset Double(Dataset data) => Inject(data, share: 1, DoubleSeed);

    /// <summary>The data with false triples behind their own.</summary>
    /// <param name="data">Data with triples.</param>
    /// <param name="share">How many to add, as a share of the graph's own.</param>
    /// <param name="seed">Draws them.</param>
    internal static Dataset Inject(Dataset data, double share, int seed)
    {
        var own = data.Triples;
        var added = RandomTriples.Draw(data, (int)Math.Round(share * own.Count), new SeededRandom((ulong)seed));
        return data with
        {
            Triples = new Triples([.. own.Heads, .. added.Heads], [.. own.Relations, .. added.Relations], [.. own.Tails, .. added.Tails]),
        };
    }

    /// <summary>
    /// The area under the ROC curve: how often a score of the first kind is above one of the second; equal ones count half. NaN
    /// where there is none of either kind.
    /// </summary>
    internal static double Separation(double[] first, double[] second)
    {
        Array.Sort(second);
        return first.Sum(score => (Below(second, score) + Below(second, Math.BitIncrement(score))) / 2.0) / ((double)first.Length * second.Length);
    }

    /// <summary>How many of some ascending values are below another.</summary>
    private static int Below(double[] ascending, double value)
    {
        var (from, to) = (0, ascending.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (ascending[middle] < value)
                from = middle + 1;
            else
                to = middle;
        }

        return from;
    }
}
