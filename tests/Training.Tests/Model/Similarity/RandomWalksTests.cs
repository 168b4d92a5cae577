using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Model.Similarity;

namespace KDiffE.Training.Tests.Model.Similarity;

public sealed class RandomWalksTests
{
    /// <summary>0 - 1 - 2, and node 3 alone.</summary>
    private static readonly CsrPattern Path = CsrPattern.FromPairs(4, 4, [0, 1, 1, 2], [1, 0, 2, 1]);

    [Fact]
    public void ARestartGoesBackToTheStart()
    {
        // Three steps from 0 with c = 1/2 reach 2 as move-move-any (1/2 · 1/2 · 1/2) or restart-move-move (half of that).
        // A walk that merely paused would also reach it as move-pause-move: 1/4 in all.
        const int seeds = 20_000;
        var reached = Enumerable.Range(0, seeds).Count(seed => Visit(0, new(Walks: 1, WalkLength: 3, Restart: 0.5, Seed: seed)).Contains(2));
        ((double)reached / seeds).ShouldBe(0.1875, 0.012);
    }

    [Fact]
    public void ANodeWithoutNeighboursVisitsItself() =>
        Visit(3, new()).ShouldBe([3]);

    [Fact]
    public void VisitedNodesAscendWithoutRepetition() =>
        Visit(2, new()).ShouldBe([0, 1, 2]);

    private static int[] Visit(int start, SimilaritySettings settings)
    {
        var walks = new RandomWalks(Path, settings);
        var visited = new int[walks.MaxVisited];
        return visited[..walks.Visit(start, visited, [-1, -1, -1, -1])];
    }
}
