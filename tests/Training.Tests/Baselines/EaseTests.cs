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
        using var ease = new Ease(data, regularisation: 1, Token);
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
        using var ease = new Ease(data, regularisation, Token);
        var scores = new float[data.Users * data.Items];

        ease.Score([.. Enumerable.Range(0, data.Users)], scores);

        scores.ShouldBeNear(Reference(data, regularisation), 1e-5);
    }

    [Fact]
    public void TakesTheRegularisationThatIsBestOnValidationData()
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var trials = new Trials();

        using var ease = EaseSearch.Fit(data, trials, Token);

        trials.Seen.Select(trial => trial.Regularisation).ShouldBe(EaseSearch.Candidates(data.Items));
        var best = trials.Seen.MaxBy(trial => trial.Recall + trial.Ndcg)!;
        ease.Regularisation.ShouldBe(best.Regularisation);
        var valid = new FullRankingEvaluator(data).Evaluate(ease, data.Valid, Token);
        (valid.Recall, valid.Ndcg).ShouldBe((best.Recall, best.Ndcg));
    }

    [Fact]
    public void WithoutValidationDataItTakesTheDefault()
    {
        var trials = new Trials();

        using var ease = EaseSearch.Fit(Catalogue.Random(), trials, Token);

        trials.Seen.ShouldBeEmpty();
        ease.Regularisation.ShouldBe(EaseSearch.Default);
    }

    [Fact]
    public void ALargeCatalogueTriesFewerValues() =>
        EaseSearch.Candidates(10_001).Count.ShouldBeLessThan(EaseSearch.Candidates(10_000).Count);

    [Fact]
    public void RefusesACatalogueThatIsTooLarge() =>
        Should.Throw<ArgumentException>(() => new Ease(Catalogue.Of(1, Ease.MostItems + 1, [(0, 0)], []), 500, Token))
            .Message.ShouldContain("20000 items at most, not 20001");

    /// <summary>The figures of an independent implementation at its λ, to the three digits it gave.</summary>
    [Theory]
    [InlineData("lfm2k", 50, .392, .269)]
    [InlineData("ml-100k", 500, .189, .135)]
    public void ReachesTheReferenceFigures(string name, float regularisation, double recall, double ndcg)
    {
        var data = SharedData.Read(name);
        using var ease = new Ease(data, regularisation, Token);
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

    private sealed class Trials : IProgress<EaseTrial>
    {
        public List<EaseTrial> Seen { get; } = [];

        public void Report(EaseTrial value) => Seen.Add(value);
    }
}
