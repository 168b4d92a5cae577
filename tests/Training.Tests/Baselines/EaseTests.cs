using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Evaluation;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Baselines;

public sealed class EaseTests : ScorerContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void ScoresByTheClosedForm()
    {
        // XᵀX + I = [[3, 1], [1, 2]], so P = [[2, −1], [−1, 3]] / 5, B_01 = 1/3 and B_10 = 1/2.
        var data = Catalogue.Of(3, 2, [(0, 0), (0, 1), (1, 0)], []);
        using var ease = new Ease(data, new EaseSettings(1), Token);
        var scores = new float[6];

        ease.Score([1, 0, 2], scores);

        scores.ShouldBeNear([0, 1.0 / 3, 1.0 / 2, 1.0 / 3, 0, 0], 1e-6);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(50)]
    public void AgreesWithTheInverseInDoublePrecision(float regularisation)
    {
        var data = Catalogue.Random();
        using var ease = new Ease(data, new EaseSettings(regularisation), Token);
        var scores = new float[data.Users * data.Items];

        ease.Score([.. Enumerable.Range(0, data.Users)], scores);

        scores.ShouldBeNear(Reference(data, regularisation), 1e-5);
    }

    [Fact]
    public void TakesTheRegularisationThatIsBestOnValidationData()
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var trials = new TrialList();

        using var ease = EaseSearch.Fit(data, trials, Token);

        trials.Seen.Select(trial => trial.Settings["lambda"]).Order().ShouldBe(EaseSearch.Candidates(data.Items));
        var best = trials.Seen.MaxBy(trial => trial.Score)!;
        ease.Settings.Regularisation.ShouldBe(best.Settings["lambda"]);
        var valid = new FullRankingEvaluator(data).Evaluate(ease, data.Valid, Token);
        (valid.Recall, valid.Ndcg).ShouldBe((best.Recall, best.Ndcg));
    }

    [Fact]
    public void WithoutValidationDataItTakesTheDefault()
    {
        var trials = new TrialList();

        using var ease = EaseSearch.Fit(Catalogue.Random(), trials, Token);

        trials.Seen.ShouldBeEmpty();
        ease.Settings.Regularisation.ShouldBe(EaseSearch.Default);
    }

    [Fact]
    public void ALargeCatalogueTriesFewerValues() =>
        EaseSearch.Candidates(10_001).Count.ShouldBeLessThan(EaseSearch.Candidates(10_000).Count);

    [Fact]
    public void DropsWhatEdlaeDrops()
    {
        // p = 1/2 adds diag(XᵀX) once more: [[5, 1], [1, 3]], so P = [[3, −1], [−1, 5]] / 14, B_01 = 1/5 and B_10 = 1/3.
        var data = Catalogue.Of(3, 2, [(0, 0), (0, 1), (1, 0)], []);
        using var edlae = new Ease(data, new EaseSettings(1, Dropout: 0.5f), Token);
        var scores = new float[4];

        edlae.Score([1, 0], scores);

        scores.ShouldBeNear([0, 1.0 / 5, 1.0 / 3, 1.0 / 5], 1e-6);
    }

    [Fact]
    public void HearsOfAnItemThatNobodyHasByItsTriples()
    {
        // Items 0 and 2 of three share their one entity: cosine 1. XᵀX + 2·TᵀT + I over them is [[1 + 2 + 1, 2], [2, 2 + 1]],
        // item 1, which shares nothing, stands apart: P = [[3, −2], [−2, 4]] / 8, B_02 = 2/4.
        var data = TinyDataset.Of(1, 3, new Interactions([0], [0]), Interactions.Empty, Interactions.Empty) with
        {
            EntityIds = ["entity"],
            RelationIds = ["relation"],
            Triples = new Triples([0, 2], [0, 0], [3, 3]),
        };
        using var collective = new Ease(data, new EaseSettings(1, GraphWeight: 2), Token);
        var scores = new float[3];

        collective.Score([0], scores);

        scores.ShouldBeNear([0, 0, 0.5], 1e-6);
    }

    [Fact]
    public void HearsOfAnItemThatNobodyHasByItsFeatures()
    {
        // Standardised and of length 1 the rows are −1, 1 and −1 in the one dimension that differs, so that items 0 and 2 are
        // alike and item 1 is their opposite. XᵀX + 2·TᵀT + I = [[4, −2, 2], [−2, 3, −2], [2, −2, 3]] has the cofactors
        // −2·−2 − 3·2 = −2 at 02 and 4·3 − 2·2 = 8 at 22, so that B_02 = −P_02 / P_22 = 2/8; 2 at 01 and 8 at 11 likewise.
        var data = TinyDataset.Of(1, 3, new Interactions([0], [0]), Interactions.Empty, Interactions.Empty) with
        {
            Features = [new ItemFeature("text", 2, [0, 0, 4, 0, 0, 0], [true, true, true])],
        };
        using var collective = new Ease(data, new EaseSettings(1, FeatureWeight: 2), Token);
        var scores = new float[3];

        collective.Score([0], scores);

        scores.ShouldBeNear([0, -0.25, 0.25], 1e-6);
    }

    [Fact]
    public void ChoosesTheWeightOfContentToo()
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var trials = new TrialList();

        using var collective = EaseSearch.FitContent(data, trials, Token);

        trials.Seen.Max(trial => trial.Score).ShouldBe(trials.Seen.Single(trial => trial.Settings.ToHashSet().SetEquals(collective.Chosen)).Score);
        trials.Seen.ShouldContain(trial => trial.Settings.ContainsKey("graph_weight"));
        // Each item's one triple names its group, which is all there is to know.
        collective.Settings.GraphWeight.ShouldBeGreaterThan(0);
    }

    /// <summary>The figures of an independent implementation at its λ, to the three digits it gave.</summary>
    [Theory]
    [InlineData("lfm2k", 50, .392, .269)]
    [InlineData("ml-100k", 500, .189, .135)]
    public void ReachesTheReferenceFigures(string name, float regularisation, double recall, double ndcg)
    {
        var data = SharedData.Read(name);
        using var ease = new Ease(data, new EaseSettings(regularisation), Token);
        var report = new FullRankingEvaluator(data).Evaluate(ease, data.Test, Token);
        report.Recall.ShouldBe(recall, 0.001);
        report.Ndcg.ShouldBe(ndcg, 0.001);
    }

    /// <inheritdoc cref="ReachesTheReferenceFigures"/>
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("tiktok", 50, .088, .040)]
    [InlineData("baby", 500, .082, .038)]
    public void ReachesTheReferenceFiguresOfLargerCatalogues(string name, float regularisation, double recall, double ndcg) =>
        ReachesTheReferenceFigures(name, regularisation, recall, ndcg);

    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => EaseSearch.Fit(data, null, cancellation);

    private protected override (Func<IScorer> Fit, string Sentence)? Refused =>
        (() => Create(Catalogue.Of(1, Ease.MostItems + 1, [(0, 0)], []), Token), "EASE takes on 20,000 items at most, not 20,001.");

    /// <summary>x_u·B by Gauss-Jordan elimination in double, <c>[users, items]</c>.</summary>
    private static double[] Reference(Dataset data, double regularisation)
    {
        var n = data.Items;
        var x = new double[data.Users, n];
        for (var k = 0; k < data.Train.Count; k++)
            x[data.Train.Users[k], data.Train.Items[k]] = 1;
        var left = new double[n, n];
        var inverse = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                left[i, j] = Enumerable.Range(0, data.Users).Sum(u => x[u, i] * x[u, j]) + (i == j ? regularisation : 0);
            inverse[i, i] = 1;
        }

        for (var pivot = 0; pivot < n; pivot++)
        {
            var scale = left[pivot, pivot];
            for (var j = 0; j < n; j++)
                (left[pivot, j], inverse[pivot, j]) = (left[pivot, j] / scale, inverse[pivot, j] / scale);
            for (var i = 0; i < n; i++)
            {
                var factor = i == pivot ? 0 : left[i, pivot];
                for (var j = 0; j < n; j++)
                    (left[i, j], inverse[i, j]) = (left[i, j] - factor * left[pivot, j], inverse[i, j] - factor * inverse[pivot, j]);
            }
        }

        return [.. from user in Enumerable.Range(0, data.Users)
                   from item in Enumerable.Range(0, n)
                   select Enumerable.Range(0, n).Where(other => other != item).Sum(other => -x[user, other] * inverse[other, item] / inverse[item, item])];
    }
}

/// <summary>The contract of every scorer, for EASE with dropout.</summary>
public sealed class EdlaeTests : ScorerContract
{
    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => EaseSearch.FitDropout(data, null, cancellation);
}

/// <summary>The contract of every scorer, for EASE over interactions and content.</summary>
public sealed class CollectiveEaseTests : ScorerContract
{
    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => EaseSearch.FitContent(data, null, cancellation);
}
