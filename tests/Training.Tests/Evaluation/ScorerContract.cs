using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;

namespace KDiffE.Training.Tests.Evaluation;

/// <summary>What every scorer promises, the model as much as each baseline; a test class per scorer inherits these tests.</summary>
public abstract class ScorerContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Why metrics depend on how users and items are numbered; null where they must not.</summary>
    private protected virtual string? NumberingMatters => null;

    /// <summary>Whether a fit refuses data without a training interaction; else it scores nevertheless.</summary>
    private protected virtual bool NeedsTraining => false;

    /// <summary>Whether there is nothing to cancel, because the fit is a single pass.</summary>
    private protected virtual bool IsImmediate => false;

    /// <summary>A fit on data that it does not take, and the sentence that says why; null where it takes all.</summary>
    private protected virtual (Func<IScorer> Fit, string Sentence)? Refused => null;

    /// <summary>A scorer fitted on the training part of <paramref name="data"/>.</summary>
    private protected abstract IScorer Create(Dataset data, CancellationToken cancellation);

    /// <summary>A scorer with time to learn, for what <see cref="Create"/> makes too short work of.</summary>
    private protected virtual IScorer CreateWell(Dataset data, CancellationToken cancellation) => Create(data, cancellation);

    [Fact]
    public void ScoresEveryItemForEveryUserColdOrNot()
    {
        // Among them users and items without training interactions, and items without triples.
        var data = Catalogue.Random();
        Scores(data, [.. Enumerable.Range(0, data.Users)]).ShouldAllBe(score => float.IsFinite(score));
    }

    [Fact]
    public void GivesAUserTheSameScoresInAnyBlock()
    {
        var data = Catalogue.Random();
        var scorer = Create(data, Token);
        var block = Scores(scorer, data, [7, 0, 7, 59, 3]);
        foreach (var (user, row) in new[] { (7, 0), (0, 1), (7, 2), (59, 3), (3, 4) })
            Scores(scorer, data, [user]).ShouldBe(block.AsSpan(row * data.Items, data.Items).ToArray());
    }

    [Fact]
    public void GivesTheSameScoresWhenFittedAgain()
    {
        var data = Catalogue.Random();
        Scores(data, [0, 59]).ShouldBe(Scores(data, [0, 59]));
    }

    [Fact]
    public void OverwritesWhateverTheBlockHeld()
    {
        var data = Catalogue.Random();
        var scorer = Create(data, Token);
        var scores = Enumerable.Repeat(float.NaN, data.Items).ToArray();
        scorer.Score([0], scores);
        scores.ShouldBe(Scores(scorer, data, [0]));
    }

    [Fact]
    public void KeepsItsMetricsWhenIdsAreNumberedOtherwise()
    {
        Assert.SkipWhen(NumberingMatters is not null, NumberingMatters ?? "");
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
    public void ScoresFollowTheItemsWhenTheseAreNumberedOtherwise()
    {
        Assert.SkipWhen(NumberingMatters is not null, NumberingMatters ?? "");
        var expected = ById(Catalogue.Random());
        var permuted = ById(Catalogue.Random(permutationSeed: 1));

        permuted.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (pair, score) in permuted)
            score.ShouldBe(expected[pair], 1e-4f * Math.Max(1, Math.Abs(expected[pair])));
    }

    [Fact]
    public void FindsATasteThatWasPlantedBetterThanChance()
    {
        var data = Catalogue.Planted();
        // Of a user's k unseen items, 20 drawn at random hold 20 / k of what is held out.
        var seen = data.Train.Users.CountBy(user => user).ToDictionary();
        var chance = data.Test.Users.Distinct().Average(user => 20.0 / (data.Items - seen[user]));

        new FullRankingEvaluator(data).Evaluate(CreateWell(data, Token), data.Test, Token).Recall.ShouldBeGreaterThan(1.3 * chance);
    }

    [Fact]
    public void MasksNothingItself()
    {
        // Who masked would put what a user has below everything else; who learns puts it above the average.
        var data = Catalogue.Planted();
        var scores = Scores(CreateWell(data, Token), data, [.. Enumerable.Range(0, data.Users)]);
        var own = data.Train.Users.Zip(data.Train.Items, (user, item) => scores[(user * data.Items) + item]).Average();

        own.ShouldBeGreaterThan(scores.Average());
    }

    [Fact]
    public void SaysWhatItDoesNotTake()
    {
        Assert.SkipWhen(Refused is null, "It takes all data.");
        var (fit, sentence) = Refused!.Value;
        Should.Throw<ArgumentException>(fit).Message.ShouldStartWith(sentence);
    }

    [Fact]
    public void RanksNothingForAUserWhoHasEveryItem()
    {
        // The held-out item of the other user is the only one that can be recommended at all.
        var data = Catalogue.Of(2, 3, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)], [(1, 2)]);
        var report = Evaluate(data);
        (report.Recall, report.Ndcg).ShouldBe((1, 1));
        var all = new Interactions([0], [2]);
        new FullRankingEvaluator(data).Evaluate(Create(data, Token), all, Token).Recall.ShouldBe(0);
    }

    [Fact]
    public void WorksForOneUserAndOneItem()
    {
        Evaluate(Catalogue.Of(2, 1, [(0, 0)], [(1, 0)])).Recall.ShouldBe(1);
        Scores(Catalogue.Of(1, 1, [(0, 0)], []), [0]).ShouldAllBe(score => float.IsFinite(score));
    }

    [Fact]
    public void WithoutTrainingInteractionsItScoresAllTheSameOrSaysWhatIsMissing()
    {
        var data = Catalogue.Of(1, 1, [], [(0, 0)]);
        if (NeedsTraining)
            Should.Throw<InvalidOperationException>(() => Create(data, Token)).Message.ShouldContain("no training interaction");
        else
            Evaluate(data).Recall.ShouldBe(1);
    }

    [Fact]
    public void EndsWhenItIsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var fit = () => Create(Catalogue.Random(), cancelled.Token);
        if (IsImmediate)
            fit.ShouldNotThrow();
        else
            fit.ShouldThrow<OperationCanceledException>();
    }

    [Fact]
    public void RefusesABlockOfTheWrongSize()
    {
        var data = Catalogue.Random();
        var scorer = Create(data, Token);
        Should.Throw<ArgumentException>(() => scorer.Score([0, 1], new float[data.Items]));
    }

    private float[] Scores(Dataset data, int[] users) => Scores(Create(data, Token), data, users);

    private static float[] Scores(IScorer scorer, Dataset data, int[] users)
    {
        var scores = new float[users.Length * data.Items];
        scorer.Score(users, scores);
        return scores;
    }

    private Dictionary<(string User, string Item), float> ById(Dataset data)
    {
        var scores = Scores(data, [.. Enumerable.Range(0, data.Users)]);
        return scores.Select((score, k) => (Pair: (data.UserIds[k / data.Items], data.ItemIds[k % data.Items]), score))
            .ToDictionary(entry => entry.Pair, entry => entry.score);
    }

    private RankingReport Evaluate(Dataset data) =>
        new FullRankingEvaluator(data).Evaluate(Create(data, Token), data.Test, Token);
}
