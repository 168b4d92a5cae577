using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Data;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Diffusion;
using KDiffE.Training.Operators;
using KDiffE.Training.Tests.Kernels;
using KDiffE.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Model.Diffusion;

[Collection(SeededTorch.Name)]
public sealed class KnowledgeDenoiserTests : IDisposable
{
    // Items 0..3, entities 4..6. Item 0 has three triples, two of them to entity 5; item 1 has every entity and item 0;
    // item 2 has none; item 3 has one and no user.
    private static readonly KnowledgeGraph Graph = KnowledgeGraph.From(TinyDataset.WithTriples(
        items: 4, entities: 3, relations: 3, new Triples([0, 0, 0, 1, 1, 1, 1, 3], [2, 1, 0, 0, 0, 1, 2, 0], [5, 5, 4, 4, 5, 6, 0, 6])));

    private static readonly CsrPattern Users = CsrPattern.FromPairs(4, 3, [0, 0, 1, 2], [0, 2, 1, 1]);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void TheGuideIsTheMeanOfAnItemsUsersAndZeroWithoutAny()
    {
        using var denoiser = Create(new());

        var guides = denoiser.Guides(tensor([1f, 2, 10, 20, 5, -4], [3, 2]));

        TensorMemory.ToArray(guides).ShouldBe([3f, -1, 10, 20, 10, 20, 0, 0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnItemKeepsItsBestTriplesAndNeverLosesAll(int q)
    {
        var denoised = Denoise(q);

        for (var item = 0; item < 4; item++)
            denoised.Neighbours.Row(item).Length.ShouldBe(Math.Min(q, Graph.Neighbours.Row(item).Length));
        Triples(denoised).ShouldBeSubsetOf(Triples(Graph));
        Triples(denoised).ShouldBeSubsetOf(Triples(Denoise(q + 1)));
    }

    [Fact]
    public void ATripleIsKeptForItsScoreInWhateverOrderScoresAreAsked()
    {
        using var denoiser = Create(new() { Q = 1, Hidden = 8 });
        var users = tensor([1f, 2, 10, 20, 5, -4], [3, 2]);
        int[] items = [1, 0, 3, 1, 0, 1, 1, 0, 0], tails = [6, 5, 6, 4, 4, 5, 0, 5, 6];

        var scores = denoiser.Score(users, items, tails, TestContext.Current.CancellationToken);

        var kept = denoiser.Denoise(users, TestContext.Current.CancellationToken).Neighbours;
        kept.Row(0)[0].ShouldBe(scores[1] >= scores[4] ? 5 : 4);
        kept.Row(1)[0].ShouldBe(tails[((int[])[0, 3, 5, 6]).MaxBy(k => scores[k])]);
        scores[7].ShouldBe(scores[1]);
        scores[8].ShouldNotBe(scores[4]);
    }

    [Fact]
    public void OfTriplesToOneTailTheFirstIsKept()
    {
        // A single entity: all triples score alike.
        var graph = KnowledgeGraph.From(TinyDataset.WithTriples(1, 1, 4, new Triples([0, 0, 0, 0], [2, 1, 3, 0], [1, 1, 1, 1])));
        using var denoiser = new KnowledgeDenoiser(graph, CsrPattern.FromPairs(1, 1, [0], [0]), 2, new() { Q = 2, Hidden = 4 }, new Random(1), DeviceOperators.Cpu);

        denoiser.Denoise(ones(1, 2), TestContext.Current.CancellationToken).Relations.ShouldBe([2, 1]);
    }

    [Fact]
    public void TriplesToOneTailShareItsScore()
    {
        // Every item has two triples to one common entity, which is easy to recover, and one to an entity of its own.
        const int Items = 60;
        var items = Enumerable.Range(0, Items).ToArray();
        var graph = KnowledgeGraph.From(TinyDataset.WithTriples(Items, Items + 1, 3, new Triples(
            [.. items, .. items, .. items], [.. items.Select(_ => 2), .. items.Select(_ => 0), .. items.Select(_ => 1)],
            [.. items.Select(_ => Items + 30), .. items.Select(_ => Items + 30), .. items.Select(item => Items + item + (item < 30 ? 0 : 1))])));
        manual_seed(1);
        using var denoiser = new KnowledgeDenoiser(graph, CsrPattern.FromPairs(Items, 1, [0], [0]), 2, new() { Q = 2, Hidden = 16 }, new Random(1), DeviceOperators.Cpu);
        for (var pass = 0; pass < 100; pass++)
            denoiser.TrainPass(ones(1, 2), ones(graph.Nodes, 2), TestContext.Current.CancellationToken);

        var denoised = denoiser.Denoise(ones(1, 2), TestContext.Current.CancellationToken);

        denoised.Neighbours.Indices.ShouldAllBe(tail => tail == Items + 30);
        denoised.Count.ShouldBe(2 * Items);
    }

    [Fact]
    public void AnEmptyGraphStaysEmpty()
    {
        var graph = KnowledgeGraph.From(TinyDataset.WithTriples(2, 1, 1, Domain.Data.Triples.Empty));
        using var denoiser = new KnowledgeDenoiser(graph, CsrPattern.FromPairs(2, 1, [0], [0]), 2, new() { Hidden = 4 }, new Random(1), DeviceOperators.Cpu);

        denoiser.TrainPass(ones(1, 2), ones(3, 2), TestContext.Current.CancellationToken).ShouldBe(0);
        denoiser.Denoise(ones(1, 2), TestContext.Current.CancellationToken).Count.ShouldBe(0);
    }

    [Fact]
    public void EmbeddingsGetNoGradient()
    {
        using var denoiser = Create(new() { Hidden = 8 });
        var (users, nodes) = (ones(3, 2).requires_grad_(), ones(7, 2).requires_grad_());

        denoiser.TrainPass(users, nodes, TestContext.Current.CancellationToken);

        users.grad.ShouldBeNull();
        nodes.grad.ShouldBeNull();
    }

    /// <summary>
    /// Items of five groups, each with four triples to entities of its own group and four to any others; the item's
    /// users lie where its group's entities lie. Of the 2,000 entities a sampled batch works on less than half.
    /// </summary>
    [Theory]
    [InlineData(DiffusionMode.Dense)]
    [InlineData(DiffusionMode.Sampled)]
    public void TheGuideKeepsTheTriplesThatTheUsersLike(DiffusionMode mode)
    {
        const int Items = 600, Groups = 5, PerGroup = 400, Dim = 16;
        var random = new Random(2);
        var triples = new List<(int Head, int Tail)>();
        for (var item = 0; item < Items; item++)
        {
            var liked = Enumerable.Range(0, PerGroup).Select(k => item % Groups + k * Groups).ToArray();
            var others = Enumerable.Range(0, Groups * PerGroup).Except(liked).ToArray();
            random.Shuffle(liked);
            random.Shuffle(others);
            triples.AddRange(liked.Take(4).Concat(others.Take(4)).Select(entity => (item, Items + entity)));
        }

        var graph = KnowledgeGraph.From(TinyDataset.WithTriples(
            Items, Groups * PerGroup, 1, new Triples([.. triples.Select(t => t.Head)], new int[triples.Count], [.. triples.Select(t => t.Tail)])));

        // One user per item, at a noisy centre of the item's group; so are the entities.
        var users = CsrPattern.FromPairs(Items, Items, Enumerable.Range(0, Items).ToArray(), Enumerable.Range(0, Items).ToArray());
        manual_seed(3);
        var centres = randn(Groups, Dim);
        var nodes = Near(Items + Groups * PerGroup);

        var guided = Kept(Near(Items));
        var unguided = Kept(zeros(Items, Dim));

        // By chance half of the triples kept are liked ones.
        unguided.ShouldBeLessThan(0.6);
        guided.ShouldBeGreaterThan(0.85);

        Tensor Near(int count) =>
            centres.index_select(0, tensor(Enumerable.Range(0, count).Select(k => (long)k % Groups).ToArray())) + randn(count, Dim) * 0.3;

        double Kept(Tensor userEmbeddings)
        {
            manual_seed(4);
            using var denoiser = new KnowledgeDenoiser(
                graph, users, Dim, new() { Mode = mode, Hidden = 32, GuideWeight = 1 }, new Random(5), DeviceOperators.Cpu);
            for (var pass = 0; pass < 10; pass++)
                denoiser.TrainPass(userEmbeddings, nodes, TestContext.Current.CancellationToken);
            var denoised = denoiser.Denoise(userEmbeddings, TestContext.Current.CancellationToken).Neighbours;
            return Enumerable.Range(0, Items).Average(item => denoised.Row(item)[0] % Groups == item % Groups ? 1.0 : 0);
        }
    }

    private static KnowledgeGraph Denoise(int q)
    {
        using var denoiser = Create(new() { Q = q, Hidden = 8 });
        using var users = tensor(Matrices.Normal(6, seed: 1), [3, 2]);
        using var nodes = tensor(Matrices.Normal(14, seed: 2), [7, 2]);
        for (var pass = 0; pass < 3; pass++)
            denoiser.TrainPass(users, nodes, TestContext.Current.CancellationToken);
        return denoiser.Denoise(users, TestContext.Current.CancellationToken);
    }

    private static KnowledgeDenoiser Create(DiffusionSettings settings)
    {
        manual_seed(1);
        return new KnowledgeDenoiser(Graph, Users, 2, settings, new Random(1), DeviceOperators.Cpu);
    }

    private static IEnumerable<(int, int, int)> Triples(KnowledgeGraph graph) =>
        graph.Neighbours.RowIndices().Select((item, k) => (item, graph.Relations[k], graph.Neighbours.Indices[k]));
}
