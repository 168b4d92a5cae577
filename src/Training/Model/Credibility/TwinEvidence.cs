using KDiffE.Domain.Data;

namespace KDiffE.Training.Model.Credibility;

/// <summary>
/// Graphs often say a thing twice, as <c>film.genre</c> and <c>genre.films</c> do: whether another relation joins the same item and
/// entity, as the logarithm of how much more often that is so of a relation's triples than of random ones.
/// </summary>
internal sealed class TwinEvidence
{
    private readonly HashSet<(int Head, int Relation, int Tail)> _known = [];
    private readonly Dictionary<(int Head, int Tail), int> _pairs = [];
    private readonly double[] _with;
    private readonly double[] _without;

    /// <param name="data">The graph.</param>
    /// <param name="random">Triples that the graph does not have.</param>
    internal TwinEvidence(Dataset data, Triples random)
    {
        var own = data.Triples;
        for (var k = 0; k < own.Count; k++)
        {
            var pair = (own.Heads[k], own.Tails[k]);
            _known.Add((pair.Item1, own.Relations[k], pair.Item2));
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
        }

        var (seen, chance) = (Shares(own, data.Relations), Shares(random, data.Relations));
        _with = [.. seen.Zip(chance, (a, b) => Math.Log(a / b))];
        _without = [.. seen.Zip(chance, (a, b) => Math.Log((1 - a) / (1 - b)))];
    }

    /// <summary>The evidence of each triple, whether the graph has it or not.</summary>
    internal double[] Of(Triples triples) =>
        [.. Enumerable.Range(0, triples.Count).Select(k => (HasTwin(triples, k) ? _with : _without)[triples.Relations[k]])];

    private bool HasTwin(Triples triples, int k)
    {
        var (head, relation, tail) = (triples.Heads[k], triples.Relations[k], triples.Tails[k]);
        return _pairs.GetValueOrDefault((head, tail)) > (_known.Contains((head, relation, tail)) ? 1 : 0);
    }

    /// <summary>The share of each relation's triples that have a twin; as if there were one more of them, half of which has one.</summary>
    private double[] Shares(Triples triples, int relations)
    {
        var (twins, all) = (new double[relations], new double[relations]);
        for (var k = 0; k < triples.Count; k++)
        {
            all[triples.Relations[k]]++;
            twins[triples.Relations[k]] += HasTwin(triples, k) ? 1 : 0;
        }

        return [.. twins.Zip(all, (twin, count) => (twin + 0.5) / (count + 1))];
    }
}
