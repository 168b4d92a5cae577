using KDiffE.Training.Data;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Data;

public sealed class KMeansTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void FindsGroupsThatLieApart()
    {
        // Around (0, 0), (9, 9) and (−9, 9), in turn.
        float[] rows = [0, 0, 9, 9, -9, 9, 0, 1, 9, 8, -9, 8, 1, 0, 8, 9, -8, 9];

        for (var seed = 1; seed <= 10; seed++)
        {
            var clusters = new KMeans(rows, 2).Cluster(3, seed, null, Token);

            clusters[..3].Order().ShouldBe([0, 1, 2]);
            clusters.ShouldBe([.. clusters[..3], .. clusters[..3], .. clusters[..3]]);
        }
    }

    [Fact]
    public void LloydsIterationsMoveTheBoundary()
    {
        // On a line. Started from 0 and 4, which happens to some seeds, 4 and 10 are together first; their mean is 8.5.
        for (var seed = 1; seed <= 200; seed++)
        {
            var clusters = new KMeans([0, 4, 10, 10, 10], 1).Cluster(2, seed, null, Token);

            clusters[1].ShouldBe(clusters[0]);
            clusters[2..].Distinct().ShouldHaveSingleItem().ShouldNotBe(clusters[0]);
        }
    }

    [Fact]
    public void EndsWithEveryRowNearestToTheMeanOfItsCluster()
    {
        const int Dim = 5;
        var rows = Matrices.Normal(1000 * Dim, seed: 1);
        var steps = new Steps();

        var clusters = new KMeans(rows, Dim).Cluster(8, seed: 1, steps, Token);

        steps.Seen[^1].Moved.ShouldBe(0, "it converged");
        var means = Enumerable.Range(0, 8).Select(Mean).ToArray();
        for (var row = 0; row < clusters.Length; row++)
            Distance(row, clusters[row]).ShouldBeLessThan(Enumerable.Range(0, 8).Min(cluster => Distance(row, cluster)) + 1e-4);

        double[] Mean(int cluster)
        {
            var members = Enumerable.Range(0, clusters.Length).Where(row => clusters[row] == cluster).ToArray();
            return [.. Enumerable.Range(0, Dim).Select(d => members.Average(row => (double)rows[row * Dim + d]))];
        }

        double Distance(int row, int cluster) => Enumerable.Range(0, Dim).Sum(d => Math.Pow(rows[row * Dim + d] - means[cluster][d], 2));
    }

    [Fact]
    public void TheSeedDecidesNotTheNumberOfThreads()
    {
        var rows = Matrices.Normal(5000, seed: 1);
        var one = new KMeans(rows, 4, threads: 1).Cluster(16, seed: 1, null, Token);

        new KMeans(rows, 4, threads: 4).Cluster(16, seed: 1, null, Token).ShouldBe(one);
        new KMeans(rows, 4).Cluster(16, seed: 2, null, Token).ShouldNotBe(one);
    }

    [Fact]
    public void ThereAreNoMoreClustersThanDistinctRows()
    {
        var clusters = new KMeans([1, 2, 3, 4, 1, 2, 0, 0, 3, 4], 2).Cluster(64, seed: 1, null, Token);

        clusters.Distinct().Count().ShouldBe(3);
        (clusters[4], clusters[2]).ShouldBe((clusters[1], clusters[0]));
    }

    [Fact]
    public void EqualRowsAreOneClusterAndNoRowsAreNone()
    {
        new KMeans([.. Enumerable.Repeat(0.1f, 21)], 3).Cluster(4, seed: 1, null, Token).ShouldBe(new int[7]);
        new KMeans([], 3).Cluster(4, seed: 1, null, Token).ShouldBeEmpty();
    }

    [Fact]
    public void EndsWhenItIsCancelled() => Should.Throw<OperationCanceledException>(
        () => new KMeans(Matrices.Normal(1000, seed: 1), 4).Cluster(4, seed: 1, null, new CancellationToken(canceled: true)));

    private sealed class Steps : IProgress<KMeans.Step>
    {
        public List<KMeans.Step> Seen { get; } = [];

        public void Report(KMeans.Step value) => Seen.Add(value);
    }
}
