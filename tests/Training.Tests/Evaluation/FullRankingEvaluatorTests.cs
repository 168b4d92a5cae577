using System.Text.Json;
using KDiffE.Domain.Data;
using KDiffE.Domain.Metrics;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class FullRankingEvaluatorTests
{
    /// <summary>Users 0 and 1 have held-out items, user 2 has none; item 3 is cold.</summary>
    private static readonly Dataset Small = Catalogue.Of(
        users: 3, items: 5,
        train: [(0, 0), (0, 1), (2, 0), (2, 1), (2, 2), (2, 4)],
        test: [(0, 2), (0, 3), (1, 0)]);

    private static readonly TableScorer SmallScores = new([
        [9, 8, 7, 1, 6], // without the training items 0 and 1: 2 4 3
        [1, 5, 4, 3, 2], // 1 2 3 4 0
        [0, 0, 0, 0, 0],
    ]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void AveragesOverTheUsersWithAHeldOutItemAndMasksTheirTrainingItemsOnly()
    {
        var report = new FullRankingEvaluator(Small, k: 2).Evaluate(SmallScores, Small.Test, Token);

        report.Users.ShouldBe(2);
        report.Recall.ShouldBe((0.5 + 0) / 2);
        report.Precision.ShouldBe((0.5 + 0) / 2);
        report.HitRate.ShouldBe((1.0 + 0) / 2);
        // A hit at the first of two places that could both be hits: 1 / (1 + 1/log2(3)).
        report.Ndcg.ShouldBe(0.6131472 / 2, 1e-6);
        // Items 2 and 4 for user 0, items 1 and 2 for user 1.
        report.Coverage.ShouldBe(3.0 / 5);
    }

    [Fact]
    public void ReportsColdAndWarmItemsAndUsersApart()
    {
        var report = new FullRankingEvaluator(Small, k: 2).Evaluate(SmallScores, Small.Test, Token);

        report.ByItemBucket.ShouldBe([new("0", 1, 0), new("1-5", 2, 0.5), new("6-20", 0, 0), new(">20", 0, 0)]);
        report.ByUserBucket.Select(b => (b.Interactions, b.Users, b.Recall))
            .ShouldBe([("0", 1, 0), ("1-5", 1, 0.5), ("6-20", 0, 0), (">20", 0, 0)]);
    }

    [Fact]
    public void ColdItemsAreRankedAmongThemselvesToo()
    {
        // Items 3 and 4 are cold; user 0 ranks 4 before 3, user 1 the other way round, and both have 3 held out; the warm 1 and 0 score highest.
        var data = Catalogue.Of(users: 2, items: 5, train: [(0, 0), (1, 1), (1, 2)], test: [(0, 3), (0, 2), (1, 3)]);
        var scores = new TableScorer([[9, 8, 7, 1, 6], [9, 8, 7, 2, 1]]);

        new FullRankingEvaluator(data, k: 1).Evaluate(scores, data.Test, Token).ColdAlone.ShouldBe(0.5);
        new FullRankingEvaluator(data, k: 1).Evaluate(scores, data.Train, Token).ColdAlone.ShouldBeNull();
    }

    [Fact]
    public void RanksEverythingForAsManyUsersAsThereIsWorkFor()
    {
        // Six users with a held-out item each, all of it cold; the best item is held out for users 0, 2 and 4 alone.
        var data = Catalogue.Of(users: 6, items: 4, train: [(0, 0)], test: [(0, 3), (1, 2), (2, 3), (3, 2), (4, 3), (5, 2)]);
        var scores = new TableScorer([.. Enumerable.Repeat(new float[] { 1, 2, 3, 4 }, 6)]);

        // Three users of four items are the most that 15 scores are enough for: users 0, 2 and 4.
        var some = new FullRankingEvaluator(data, k: 1, mostScores: 15).Evaluate(scores, data.Test, Token);
        (some.Users, some.Recall, some.ColdAlone).ShouldBe((3, 1, 1));
        var all = new FullRankingEvaluator(data, k: 1, mostScores: 24).Evaluate(scores, data.Test, Token);
        (all.Users, all.Recall, all.ColdAlone).ShouldBe((6, 0.5, 0.5));
        new FullRankingEvaluator(data, k: 1, mostScores: 1).Evaluate(scores, data.Test, Token).Users.ShouldBe(1);
    }

    [Fact]
    public void FiguresOfUsersAreOfThoseThatAreRankedForAndSayOfHowManyItems()
    {
        var data = Catalogue.Of(users: 4, items: 4, train: [(0, 0)], test: [(0, 3), (0, 2), (1, 3), (2, 3), (2, 1), (3, 0)]);
        var scores = new TableScorer([.. Enumerable.Repeat(new float[] { 1, 2, 3, 4 }, 4)]);

        // Two users of four items: users 0 and 2, whose best item is one of two that are held out.
        new FullRankingEvaluator(data, k: 1, mostScores: 8).EvaluateEach(scores, data.Test, Token)
            .Select(user => (user.Recall, user.Rows)).ShouldBe([(0.5, 2), (0.5, 2)]);
        new FullRankingEvaluator(data, k: 1).EvaluateEach(scores, data.Test, Token).Select(user => user.Rows).ShouldBe([2, 1, 2, 1]);
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(9, int.MaxValue)]
    [InlineData(200_000, 100_000)]
    [InlineData(1_000_000, 20_000)]
    [InlineData(10_000_000, 2_000)]
    public void TwentyBillionScoresAreEnough(int items, int users) => FullRankingEvaluator.UsersFor(items).ShouldBe(users);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1-5")]
    [InlineData(5, "1-5")]
    [InlineData(6, "6-20")]
    [InlineData(20, "6-20")]
    [InlineData(21, ">20")]
    public void BucketsStartWhereTheirNamesSay(int interactions, string name) =>
        TrainingBuckets.Names[TrainingBuckets.Of(interactions)].ShouldBe(name);

    [Fact]
    public void AgreesWithSortingEveryUsersScores()
    {
        var data = Catalogue.Random();
        var table = Enumerable.Range(0, data.Users).Select(user => Matrices.Normal(data.Items, seed: user)).ToArray();
        var (recall, ndcg, users) = (0.0, 0.0, 0);
        for (var user = 0; user < data.Users; user++)
        {
            var heldOut = Of(data.Test, user);
            if (heldOut.Length == 0)
                continue;
            var ranked = Enumerable.Range(0, data.Items).Except(Of(data.Train, user)).OrderByDescending(item => table[user][item]).ToArray();
            recall += RankingMetrics.Recall(ranked, heldOut, 20);
            ndcg += RankingMetrics.Ndcg(ranked, heldOut, 20);
            users++;
        }

        var report = new FullRankingEvaluator(data).Evaluate(new TableScorer(table), data.Test, Token);

        report.Users.ShouldBe(users);
        report.Recall.ShouldBe(recall / users, 1e-9);
        report.Ndcg.ShouldBe(ndcg / users, 1e-9);

        static int[] Of(Interactions interactions, int user) =>
            [.. interactions.Items.Where((_, row) => interactions.Users[row] == user)];
    }

    [Fact]
    public void GivesAScorerThatKnowsNothingNoCreditForTheOrderOfTheItems()
    {
        // 400 items numbered by popularity; every user holds out one of the twenty most popular.
        var test = Enumerable.Range(0, 1000).Select(user => (user, user % 20)).ToArray();
        var data = Catalogue.Of(1000, 400, [], test);
        var constant = new TableScorer([.. Enumerable.Repeat(new float[400], 1000)]);

        // By index it would be 1; by chance one of those twenty stands in the first twenty.
        new FullRankingEvaluator(data).Evaluate(constant, data.Test, Token).Recall.ShouldBeLessThan(0.25);
    }

    [Fact]
    public void ScalingScoresEqualsScalingTheItemVectors()
    {
        var data = Catalogue.Random();
        var (u, v) = (Matrices.Normal(data.Users * 8, seed: 1), Matrices.Normal(data.Items * 8, seed: 2));
        var scale = Matrices.Normal(data.Items, seed: 3).Select(s => MathF.Exp(s)).ToArray();
        var scaled = v.Select((value, i) => value * scale[i / 8]).ToArray();
        var evaluator = new FullRankingEvaluator(data);

        var reports = evaluator.EvaluateScaled(
            new EmbeddingScorer(u, v, 8), [[.. Enumerable.Repeat(1f, data.Items)], scale], data.Test, Token);

        ShouldAgree(reports[0], evaluator.Evaluate(new EmbeddingScorer(u, v, 8), data.Test, Token));
        ShouldAgree(reports[1], evaluator.Evaluate(new EmbeddingScorer(u, scaled, 8), data.Test, Token));
        reports[1].Recall.ShouldNotBe(reports[0].Recall);

        static void ShouldAgree(RankingReport actual, RankingReport expected) =>
            (actual.Recall, actual.Ndcg, actual.Coverage).ShouldBe((expected.Recall, expected.Ndcg, expected.Coverage));
    }

    [Fact]
    public void NamesTheItemOfAScaleThatWouldTurnScoresAround()
    {
        var evaluator = new FullRankingEvaluator(Small);
        foreach (var bad in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Should.Throw<ArgumentException>(() => evaluator.EvaluateScaled(SmallScores, [[1, 1, bad, 1, 1]], Small.Test, Token)).Message.ShouldContain("item 2");
        Should.Throw<ArgumentException>(() => evaluator.EvaluateScaled(SmallScores, [[1]], Small.Test, Token));
    }

    [Fact]
    public void ReportsZerosWhenNothingIsHeldOut()
    {
        var report = new FullRankingEvaluator(Small).Evaluate(SmallScores, Interactions.Empty, Token);
        (report.Users, report.Recall, report.Ndcg, report.Coverage).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void CanBeCancelled() =>
        Should.Throw<OperationCanceledException>(
            () => new FullRankingEvaluator(Small).Evaluate(SmallScores, Small.Test, new CancellationToken(canceled: true)));

    [Fact]
    public void WritesFiguresUnderTheirCut()
    {
        var report = new FullRankingEvaluator(Small).Evaluate(SmallScores, Small.Test, Token);
        var json = JsonSerializer.SerializeToElement(new { test = report }).GetProperty("test");

        json.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["users", "recall@20", "ndcg@20", "precision@20", "hit@20", "coverage@20", "cold_alone@20", "by_item_bucket", "by_user_bucket"]);
        json.GetProperty("recall@20").GetDouble().ShouldBe(report.Recall);
        json.GetProperty("by_item_bucket").GetProperty("1-5").GetProperty("rows").GetInt32().ShouldBe(2);
        json.GetProperty("by_user_bucket").GetProperty(">20").GetProperty("ndcg@20").GetDouble().ShouldBe(0);
    }
}
