using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Fitting;
using KDiffE.Training.Model.Credibility;
using KDiffE.Training.Operators;
using KDiffE.Training.Search;

namespace KDiffE.Training.Tests.Model.Credibility;

public sealed class TripleCredibilityTests
{
    private const int Items = 200;
    private const int Groups = 5;

    [Fact]
    public void TellsWhatTheItemsOtherTriplesSayFromChance()
    {
        var graph = Graph();
        var noisy = GraphNoise.Inject(graph, 1, seed: 3);
        using var credibility = new TripleCredibility(noisy, CancellationToken.None);

        var odds = credibility.LogOdds(noisy.Triples);
        var kept = credibility.Keep().Triples;

        // One in twelve of the false triples is of the item's own group; at best .96 can be reached.
        GraphNoise.Separation(odds[..graph.Triples.Count], odds[graph.Triples.Count..]).ShouldBeGreaterThan(.9);
        credibility.Noise.ShouldBe(.5, .15);
        Shares(kept, graph).True.ShouldBeGreaterThan(.9);
        Shares(kept, graph).False.ShouldBeLessThan(.2);
    }

    [Fact]
    public void TellsByTheUsersWhereAnItemHasOneTripleOnly()
    {
        // Each item's one triple says its group, and so do its users.
        var groups = new Triples([.. Enumerable.Range(0, Items)], new int[Items], [.. Enumerable.Range(0, Items).Select(item => Items + item % Groups)]);
        var graph = Interacted(groups);
        var noisy = GraphNoise.Inject(graph, .5, seed: 3);
        using var credibility = new TripleCredibility(noisy, CancellationToken.None);

        var odds = credibility.LogOdds(noisy.Triples);

        GraphNoise.Separation(odds[..Items], odds[Items..]).ShouldBeGreaterThan(.9);
        credibility.Weights[1].ShouldBeGreaterThan(credibility.Weights[0]);
    }

    [Fact]
    public void ATwinUnderAnotherRelationSpeaksForATriple()
    {
        // Random triples, of which each is said again under a second relation; nothing else is to be known of them.
        var once = GraphNoise.Inject(Graph(), 1, seed: 9).Triples;
        var random = new Triples(once.Heads[^300..], new int[300], once.Tails[^300..]);
        var twice = new Triples([.. random.Heads, .. random.Heads], [.. random.Relations, .. Enumerable.Repeat(1, 300)], [.. random.Tails, .. random.Tails]);
        var graph = TinyDataset.WithTriples(Items, Groups * 8, 2, twice);
        var noisy = GraphNoise.Inject(graph, .3, seed: 4);
        using var credibility = new TripleCredibility(noisy, CancellationToken.None);

        var odds = credibility.LogOdds(noisy.Triples);

        GraphNoise.Separation(odds[..600], odds[600..]).ShouldBeGreaterThan(.9);
        credibility.Weights[2].ShouldBeGreaterThan(credibility.Weights[0]);
    }

    [Fact]
    public void KeepsAGraphThatHasNoNoise()
    {
        var graph = Graph();
        using var credibility = new TripleCredibility(graph, CancellationToken.None);

        credibility.Noise.ShouldBeLessThan(.05);
        credibility.Keep().Triples.Count.ShouldBeGreaterThan((int)(.98 * graph.Triples.Count));
    }

    [Fact]
    public void KeepsAGraphThatLeavesNoRandomTripleToCompareItWith()
    {
        var all = TinyDataset.WithTriples(2, 1, 1, new Triples([0, 1], [0, 0], [2, 2]));
        using var credibility = new TripleCredibility(all, CancellationToken.None);

        credibility.Keep().Triples.Heads.ShouldBe([0, 1]);
    }

    [Fact]
    public void ARunSaysHowMuchOfItsGraphIsCredible()
    {
        var noisy = GraphNoise.Inject(Graph(), 1, seed: 3);
        var settings = SettingsReader.Apply(new TrainingSettings(), ["KDiffE:CredibleTriples=on", "KDiffE:Epochs=1", "KDiffE:Dim=8"]);
        using var credibility = new TripleCredibility(noisy, CancellationToken.None);

        var fit = new Experiment(noisy, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None);

        fit.Credible.ShouldBe(new CredibleShare(noisy.Triples.Count, credibility.Keep().Triples.Count, credibility.Noise));
    }

    [Fact]
    public void RefusesACatalogueThatIsTooLarge()
    {
        var large = TinyDataset.WithTriples(TripleCredibility.MostItems + 1, 1, 1, new Triples([0], [0], [TripleCredibility.MostItems + 1]));
        var settings = SettingsReader.Apply(new TrainingSettings(), ["KDiffE:CredibleTriples=on"]);

        Should.Throw<InvalidSettingException>(() => new Experiment(large, DeviceOperators.Cpu).Train(settings, progress: null, CancellationToken.None))
            .Message.ShouldBe("KDiffE:CredibleTriples takes on 20,000 items at most, not 20,001.");
    }

    /// <summary>Each item has five of the eight entities of its group.</summary>
    private static Dataset Graph()
    {
        var random = new Random(5);
        var (heads, tails) = (new List<int>(), new List<int>());
        for (var item = 0; item < Items; item++)
        {
            int[] entities = [.. Enumerable.Range(0, 8)];
            random.Shuffle(entities);
            foreach (var entity in entities.Take(5))
            {
                heads.Add(item);
                tails.Add(Items + (item % Groups * 8) + entity);
            }
        }

        return Interacted(new Triples([.. heads], new int[heads.Count], [.. tails]));
    }

    /// <summary>100 users with twelve items of one group each.</summary>
    private static Dataset Interacted(Triples triples)
    {
        var random = new Random(6);
        var pairs = Enumerable.Range(0, 100)
            .SelectMany(user => Enumerable.Range(0, 12).Select(_ => (user, item: (random.Next(Items / Groups) * Groups) + (user % Groups)))).Distinct().ToArray();
        return TinyDataset.WithTriples(Items, Groups * 8, 1, triples) with
        {
            UserIds = [.. Enumerable.Range(0, 100).Select(user => $"u{user}")],
            Train = new Interactions([.. pairs.Select(pair => pair.user)], [.. pairs.Select(pair => pair.item)]),
        };
    }

    private static (double True, double False) Shares(Triples kept, Dataset graph)
    {
        var own = Enumerable.Range(0, graph.Triples.Count).Select(k => (graph.Triples.Heads[k], graph.Triples.Tails[k])).ToHashSet();
        var found = kept.Heads.Zip(kept.Tails).Count(own.Contains);
        return (found / (double)own.Count, (kept.Count - found) / (double)own.Count);
    }
}
