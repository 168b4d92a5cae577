using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;
using KDiffE.TestKit;
using KDiffE.Training.Model.Similarity;

namespace KDiffE.Training.Tests.Model.Similarity;

public sealed class SimilarityMatrixTests
{
    /// <summary>So many walks that every node within reach of one is visited.</summary>
    private static readonly SimilaritySettings Exhaustive = new(Walks: 500, WalkLength: 40);

    /// <summary>u0 - i0 - u1 - i1.</summary>
    private static readonly Interactions Path = new([0, 1, 1], [0, 0, 1]);

    /// <summary>One user with five items.</summary>
    private static readonly Interactions Star = new([0, 0, 0, 0, 0], [0, 1, 2, 3, 4]);

    [Fact]
    public void IsOneOnASingleEdge() =>
        Compute(new([0], [0]), 1, 1, new()).ShouldBe([1f]);

    [Fact]
    public void IsOneInTheLimitOfLongWalksBecauseTheWholeComponentIsVisited()
    {
        Compute(Path, 2, 2, Exhaustive).ShouldBe([1f, 1, 1]);
        Compute(Star, 1, 5, Exhaustive).ShouldBe([1f, 1, 1, 1, 1]);
    }

    [Fact]
    public void ComparesNeighbourhoodsOnAPathWhenWalksHaveOneStep()
    {
        // V(u0) = {u0 i0}, V(i0) = {u0 u1 i0}, V(u1) = {u1 i0 i1}, V(i1) = {u1 i1}.
        Compute(Path, 2, 2, Exhaustive with { WalkLength = 1 })
            .ShouldBe([2f / 3, 2f / 4, 2f / 3]);
    }

    [Fact]
    public void ComparesNeighbourhoodsOnAStarWhenWalksHaveOneStep() =>
        // The centre visits all six nodes, a leaf itself and the centre.
        Compute(Star, 1, 5, Exhaustive with { WalkLength = 1 }).ShouldBe(Enumerable.Repeat(2f / 6, 5));

    [Fact]
    public void ComparesBallsOfRadiusTwoWhenWalksHaveTwoSteps()
    {
        // V(u0) = {u0 i0 u1}, V(i0) = {i0 u0 u1 i1}, V(u1) = {u1 i0 i1 u0}, V(i1) = {i1 u1 i0}.
        Compute(Path, 2, 2, Exhaustive with { WalkLength = 2 })
            .ShouldBe([3f / 4, 4f / 4, 3f / 4]);
    }

    [Fact]
    public void IsZeroWhenNoWalkLeavesItsStart()
    {
        Compute(Path, 2, 2, new(Walks: 0)).ShouldBe([0f, 0, 0]);
        Compute(Path, 2, 2, new(WalkLength: 0)).ShouldBe([0f, 0, 0]);
        Compute(Path, 2, 2, new(Restart: 1)).ShouldBe([0f, 0, 0]);
    }

    [Fact]
    public void StaysAtTheStartWithTheRestartProbability()
    {
        // One walk of one step from both ends of an edge: S is 1 when both move, 1/2 when one does, so the mean is 1 - c.
        var nodes = Enumerable.Range(0, 20_000).ToArray();
        Compute(new(nodes, nodes), nodes.Length, nodes.Length, new(Walks: 1, WalkLength: 1, Restart: 0.2))
            .Average().ShouldBe(0.8f, 0.01f);
    }

    [Fact]
    public void DoesNotDependOnTheNumberOfThreads()
    {
        var train = RandomGraph(300, 200, 2000);
        var one = Compute(train, 300, 200, new(), threads: 1);
        Compute(train, 300, 200, new(), threads: 4).ShouldBe(one);
        Compute(train, 300, 200, new(Seed: 2)).ShouldNotBe(one);
    }

    [Fact]
    public void IsNotChangedByNodesWithoutEdges()
    {
        // Item 50 takes part in nothing wherever it stands among the last ids, and neither do those after it.
        var train = RandomGraph(80, 50, 400);
        var similarity = Compute(train, 80, 50, new());
        Compute(train, 80, 57, new()).ShouldBe(similarity);
    }

    [Fact]
    public void FollowsTheOrderOfTheInteractions()
    {
        var train = RandomGraph(30, 30, 200);
        var similarity = Compute(train, 30, 30, new());
        var reversed = new Interactions([.. train.Users.Reverse()], [.. train.Items.Reverse()]);
        Compute(reversed, 30, 30, new()).ShouldBe(similarity.Reverse());
    }

    [Fact]
    public void StaysCloseToTheExactValueBeyondTheMemoryBudget()
    {
        var train = RandomGraph(400, 300, 3000);
        var exact = Compute(train, 400, 300, new());
        var estimate = Compute(train, 400, 300, new(MemoryBudget: 0));

        var errors = exact.Zip(estimate, (e, s) => s - e).ToArray();
        Math.Abs(errors.Average()).ShouldBeLessThan(0.005f);
        // The standard deviation is at most 0.032 (see MinHashSets); five of them are never met in 3000 edges.
        Math.Sqrt(errors.Average(e => e * e)).ShouldBeInRange(0.005, 0.035);
        errors.Max(Math.Abs).ShouldBeLessThan(0.16f);
    }

    [Fact]
    public void CanBeCancelled() =>
        Should.Throw<OperationCanceledException>(() => SimilarityMatrix.Compute(Path, 2, 2, new(), new CancellationToken(canceled: true)));

    [Fact]
    public void OfTiktokLiesWhereAnIndependentImplementationPutsIt()
    {
        var data = SharedData.Read("tiktok");
        var similarity = Compute(data.Train, data.Users, data.Items, new());
        similarity.Length.ShouldBe(59_541);
        // Plain Python over 3,000 sampled edges: 0.1436 with a standard error of 0.0009.
        similarity.Average().ShouldBe(0.1436f, 0.004f);
    }

    private static float[] Compute(Interactions train, int users, int items, SimilaritySettings settings, int threads = -1) =>
        SimilarityMatrix.Compute(train, users, items, settings, TestContext.Current.CancellationToken, threads);

    private static Interactions RandomGraph(int users, int items, int edges)
    {
        var random = new Random(users + items);
        var pairs = new HashSet<(int User, int Item)>();
        while (pairs.Count < edges)
            pairs.Add((random.Next(users), (int)(items * Math.Pow(random.NextDouble(), 1.5))));
        return new([.. pairs.Select(p => p.User)], [.. pairs.Select(p => p.Item)]);
    }
}
