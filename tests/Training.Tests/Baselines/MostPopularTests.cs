using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Evaluation;

namespace KDiffE.Training.Tests.Baselines;

public sealed class MostPopularTests : ScorerContract
{
    [Fact]
    public void ScoresByTheNumberOfTrainingInteractions()
    {
        var data = Catalogue.Of(3, 3, [(0, 1), (1, 1), (2, 0)], [(2, 2)]);
        var scores = new float[6];
        new MostPopular(data).Score([2, 0], scores);
        scores.ShouldBe([1f, 2, 0, 1, 2, 0]);
    }

    /// <summary>The figures of an independent implementation, to the three digits it gave.</summary>
    [Theory]
    [InlineData("tiktok", .060, .026)]
    [InlineData("baby", .046, .019)]
    [InlineData("lfm2k", .122, .075)]
    [InlineData("ml-100k", .104, .082)]
    public void ReachesTheReferenceFigures(string name, double recall, double ndcg)
    {
        var data = SharedData.Read(name);
        var report = new FullRankingEvaluator(data).Evaluate(new MostPopular(data), data.Test, TestContext.Current.CancellationToken);
        report.Recall.ShouldBe(recall, 0.001);
        report.Ndcg.ShouldBe(ndcg, 0.001);
    }

    private protected override bool IsImmediate => true;

    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => new MostPopular(data);
}
