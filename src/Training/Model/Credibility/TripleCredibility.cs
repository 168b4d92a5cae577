using KDiffE.Domain.Data;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Data;

namespace KDiffE.Training.Model.Credibility;

/// <summary>
/// Which triples of a graph are credible (design). What each kind of evidence is worth is learnt by telling the graph's triples
/// from as many random ones, which needs no label: where a share n of the graph is noise that looks as these do, the odds r of
/// some evidence are n + (1 − n)·(the odds among true triples), so that a triple is more likely true than not where r &gt; 2n.
/// </summary>
internal sealed class TripleCredibility : IDisposable
{
    /// <summary>The largest catalogue that is taken on: two matrices J × J, and J³ operations.</summary>
    internal const int MostItems = 20_000;

    // One draw for all: what is credible depends on no seed of a training.
    private const ulong Seed = 29;

    // The share of random triples, those with the least evidence, among which true ones are few enough to be left out of account.
    private const double LeastCredible = 0.2;

    private readonly Dataset _data;
    private readonly TripleEvidence _evidence;
    private readonly LogisticRegression _regression;
    private readonly double[] _odds;

    /// <param name="data">Triples, one at least, and training interactions.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before the end.</exception>
    internal TripleCredibility(Dataset data, CancellationToken cancellation)
    {
        _data = data;
        var random = RandomTriples.Draw(data, data.Triples.Count, new SeededRandom(Seed));
        _evidence = new TripleEvidence(data, random, cancellation);
        var (own, others) = (_evidence.Of(data.Triples), _evidence.Of(random));
        _regression = new LogisticRegression(own, others);
        _odds = _regression.LogOdds(own);
        Noise = random.Count == 0 ? 0 : NoiseShare(_odds, _regression.LogOdds(others));
    }

    /// <summary>n, the share of the graph that is noise; estimated where evidence is least.</summary>
    internal double Noise { get; }

    /// <summary>What a standard deviation of each of <see cref="TripleEvidence.Kinds"/> is worth, in log odds.</summary>
    internal IReadOnlyList<double> Weights => _regression.Weights;

    /// <summary>What the odds are made of.</summary>
    internal TripleEvidence Evidence => _evidence;

    /// <summary>ln r of triples of the graph, or of others whose relation and tail occur together in it.</summary>
    internal double[] LogOdds(Triples triples) => _regression.LogOdds(_evidence.Of(triples));

    /// <summary>The data with those of their triples that are more likely true than not.</summary>
    internal Dataset Keep()
    {
        var least = Math.Log(2 * Noise);
        int[] kept = [.. Enumerable.Range(0, _odds.Length).Where(k => _odds[k] > least)];
        var triples = _data.Triples;
        return _data with
        {
            Triples = new Triples(
                Array.ConvertAll(kept, k => triples.Heads[k]), Array.ConvertAll(kept, k => triples.Relations[k]), Array.ConvertAll(kept, k => triples.Tails[k])),
        };
    }

    public void Dispose() => _evidence.Dispose();

    /// <summary>How much more often the graph's triples have as little evidence as the least credible of the random ones.</summary>
    private static double NoiseShare(double[] own, double[] random)
    {
        var least = random.Order().ElementAt((int)(LeastCredible * random.Length));
        return Math.Min(1, Share(own) / Share(random));

        double Share(double[] odds) => odds.Count(value => value <= least) / (double)odds.Length;
    }
}
