using KDiffE.TestKit;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Search;

public sealed class GraphNoiseTests
{
    [Fact]
    public void FalseTriplesFollowTheOwnAndLookAsTheyDo()
    {
        var data = TinyDataset.Grouped(users: 4, items: 40, groups: 5, perUser: 5, seed: 2);
        var own = data.Triples;

        var noisy = GraphNoise.Inject(data, .5, seed: 1).Triples;

        noisy.Count.ShouldBe(own.Count + own.Count / 2);
        noisy.Heads[..own.Count].ShouldBe(own.Heads);
        var triples = Enumerable.Range(0, noisy.Count).Select(k => (noisy.Heads[k], noisy.Relations[k], noisy.Tails[k])).ToArray();
        triples.Distinct().Count().ShouldBe(noisy.Count);
        var columns = own.Relations.Zip(own.Tails).ToHashSet();
        triples[own.Count..].ShouldAllBe(triple => columns.Contains(ValueTuple.Create(triple.Item2, triple.Item3)) && triple.Item1 < data.Items);
        GraphNoise.Inject(data, .5, seed: 1).Triples.Heads.ShouldBe(noisy.Heads);
        GraphNoise.Inject(data, .5, seed: 2).Triples.Heads.ShouldNotBe(noisy.Heads);
    }

    [Fact]
    public void SeparationCountsPairsInTheRightOrderAndTiesHalf()
    {
        // .9 is above both, .4 above one and level with the other: 3½ of 4.
        GraphNoise.Separation([.9, .4], [.4, .1]).ShouldBe(3.5 / 4);
        GraphNoise.Separation([1], [2, 3]).ShouldBe(0);
        GraphNoise.Separation([], [1]).ShouldBe(double.NaN);
    }
}
