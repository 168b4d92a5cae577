using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;

namespace KDiffE.Training.Tests.Evaluation;

/// <summary>What every scorer promises; a test class per scorer inherits these tests.</summary>
public abstract class ScorerContract
{
    /// <summary>A scorer fitted on the training part of <paramref name="data"/>.</summary>
    private protected abstract IScorer Create(Dataset data);

    [Fact]
    public void ScoresEveryItemForEveryUserColdOrNot()
    {
        var data = Catalogue.Random();
        Scores(data, [.. Enumerable.Range(0, data.Users)]).ShouldAllBe(score => float.IsFinite(score));
    }

    [Fact]
    public void GivesAUserTheSameScoresInAnyBlock()
    {
        var data = Catalogue.Random();
        var block = Scores(data, [7, 0, 7, 59, 3]);
        foreach (var (user, row) in new[] { (7, 0), (0, 1), (7, 2), (59, 3), (3, 4) })
            Scores(data, [user]).ShouldBe(block.AsSpan(row * data.Items, data.Items).ToArray());
    }

    [Fact]
    public void OverwritesWhateverTheBlockHeld()
    {
        var data = Catalogue.Random();
        var scores = Enumerable.Repeat(float.NaN, data.Items).ToArray();
        Create(data).Score([0], scores);
        scores.ShouldBe(Scores(data, [0]));
    }

    [Fact]
    public void KeepsItsMetricsWhenIdsAreNumberedOtherwise()
    {
        var expected = Evaluate(Catalogue.Random());
        for (var seed = 1; seed <= 5; seed++)
        {
            var report = Evaluate(Catalogue.Random(permutationSeed: seed));
            report.Recall.ShouldBe(expected.Recall, 1e-9);
            report.Ndcg.ShouldBe(expected.Ndcg, 1e-9);
            report.Coverage.ShouldBe(expected.Coverage, 1e-9);
        }
    }

    [Fact]
    public void RanksNothingForAUserWhoHasEveryItem()
    {
        // The held-out item of the other user is the only one that can be recommended at all.
        var data = Catalogue.Of(2, 3, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)], [(1, 2)]);
        var report = Evaluate(data);
        (report.Recall, report.Ndcg).ShouldBe((1, 1));
        var all = new Interactions([0], [2]);
        new FullRankingEvaluator(data).Evaluate(Create(data), all, TestContext.Current.CancellationToken).Recall.ShouldBe(0);
    }

    [Fact]
    public void WorksForOneUserAndOneItem()
    {
        Evaluate(Catalogue.Of(1, 1, [], [(0, 0)])).Recall.ShouldBe(1);
        Scores(Catalogue.Of(1, 1, [(0, 0)], []), [0]).ShouldAllBe(score => float.IsFinite(score));
    }

    [Fact]
    public void RefusesABlockOfTheWrongSize()
    {
        var data = Catalogue.Random();
        Should.Throw<ArgumentException>(() => Create(data).Score([0, 1], new float[data.Items]));
    }

    private float[] Scores(Dataset data, int[] users)
    {
        var scores = new float[users.Length * data.Items];
        Create(data).Score(users, scores);
        return scores;
    }

    private RankingReport Evaluate(Dataset data) =>
        new FullRankingEvaluator(data).Evaluate(Create(data), data.Test, TestContext.Current.CancellationToken);
}
