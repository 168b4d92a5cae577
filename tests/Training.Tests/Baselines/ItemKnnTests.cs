using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Evaluation;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Baselines;

public sealed class ItemKnnTests : ScorerContract
{
    /// <summary>
    /// Item 0 has users 0 1 2 3, item 1 users 0 1, item 2 user 2: cos(0,1) = 2/√8, cos(0,2) = 1/√4, cos(1,2) = 0.
    /// </summary>
    private static readonly Dataset Small = Catalogue.Of(4, 3, [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 2), (3, 0)], []);

    [Fact]
    public void SumsTheCosinesToTheUsersItems()
    {
        var scores = new float[6];
        new ItemKnn(Small, new ItemKnnSettings(), TestContext.Current.CancellationToken).Score([3, 2], scores);

        // User 3 has item 0; user 2 has items 0 and 2.
        scores.ShouldBeNear([0, 2 / Math.Sqrt(8), 0.5, 0.5, 2 / Math.Sqrt(8), 0.5]);
    }

    [Fact]
    public void HearsOnlyTheNearestNeighboursOfAnItem()
    {
        // Item 0 knows item 1 alone, so user 2's item 2 does not count for it; items 1 and 2 know item 0.
        var scores = new float[3];
        new ItemKnn(Small, new ItemKnnSettings(Neighbours: 1), TestContext.Current.CancellationToken).Score([2], scores);
        scores.ShouldBeNear([0, 2 / Math.Sqrt(8), 0.5]);
    }

    [Fact]
    public void FewSharedUsersProveLittleWhereCosinesAreShrunk()
    {
        var scores = new float[3];
        new ItemKnn(Small, new ItemKnnSettings(Shrinkage: 2), TestContext.Current.CancellationToken).Score([3], scores);
        scores.ShouldBeNear([0, 2 / (Math.Sqrt(8) + 2), 1.0 / (2 + 2)]);
    }

    [Fact]
    public void TakesTheSettingsThatAreBestOnValidationData()
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var trials = new TrialList();
        var token = TestContext.Current.CancellationToken;

        var neighbours = ItemKnn.Fit(data, trials, token);

        var valid = new FullRankingEvaluator(data).Evaluate(neighbours, data.Valid, token);
        (valid.Recall + valid.Ndcg).ShouldBe(trials.Seen.Max(trial => trial.Score));
        trials.Seen.Select(trial => trial.Settings["neighbours"]).Distinct().Count().ShouldBeGreaterThan(1);
        trials.Seen.Select(trial => trial.Settings["shrinkage"]).Distinct().Count().ShouldBeGreaterThan(1);
    }

    /// <summary>The figures of an independent implementation with 100 neighbours, to the three digits it gave.</summary>
    [Theory]
    [InlineData("baby", .031, .015)]
    [InlineData("lfm2k", .397, .277)]
    [InlineData("ml-100k", .171, .122)]
    public void ReachesTheReferenceFigures(string name, double recall, double ndcg)
    {
        var data = SharedData.Read(name);
        var token = TestContext.Current.CancellationToken;
        var report = new FullRankingEvaluator(data).Evaluate(new ItemKnn(data, new ItemKnnSettings(), token), data.Test, token);
        report.Recall.ShouldBe(recall, 0.001);
        report.Ndcg.ShouldBe(ndcg, 0.001);
    }

    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => ItemKnn.Fit(data, null, cancellation);
}
