using KDiffE.Domain.Data;
using KDiffE.TestKit;
using KDiffE.Training.Baselines;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Tests.Data;
using KDiffE.Training.Tests.Evaluation;
using KDiffE.Training.Tests.Kernels;

namespace KDiffE.Training.Tests.Baselines;

public sealed class GraphFilterTests : ScorerContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // User 0 has items 0 and 1, user 1 item 1 and 2: degrees of the users 2 and 2, of the items 1, 2 and 1.
    private static readonly Dataset Small = Catalogue.Of(2, 3, [(0, 0), (0, 1), (1, 1), (1, 2)], []);

    [Fact]
    public void FiltersLinearly()
    {
        // R̃ = [[1/√2, 1/2, 0], [0, 1/2, 1/√2]], so R̃ᵀR̃ = [[1/2, 1/√8, 0], [1/√8, 1/2, 1/√8], [0, 1/√8, 1/2]],
        // of which user 0 takes the first two rows.
        Scores(frequencies: 1, weight: 0, user: 0).ShouldBeNear([0.5 + 0.353553, 0.353553 + 0.5, 0.353553], 1e-5);
    }

    [Fact]
    public void PassesTheLowestFrequencyAlone()
    {
        // R̃R̃ᵀ = [[3/4, 1/4], [1/4, 3/4]] has the eigenvalues 1, of (1, 1)/√2, and 1/2. So v = R̃ᵀ(1, 1)/√2 = (1/2, 1/√2, 1/2):
        // user 0 has x·D^{-1/2}·v = 1/2 + 1/2 = 1, and 1·vᵀ·D^{1/2} = (1/2, 1, 1/2), beside the linear filter.
        Scores(frequencies: 1, weight: 1, user: 0).ShouldBeNear([0.853553 + 0.5, 0.853553 + 1, 0.353553 + 0.5], 1e-5);
    }

    [Fact]
    public void WithAllFrequenciesTheIdealFilterKeepsTheSignal()
    {
        // Both users' signals lie in the space of both frequencies: what passes is x itself.
        Scores(frequencies: 2, weight: 10, user: 1).ShouldBeNear([0.353553, 0.853553 + 10, 0.853553 + 10], 1e-4);
    }

    [Fact]
    public void FrequenciesAreOrthonormalAndTheLargestSingularVectors()
    {
        var data = Catalogue.Random();
        var graph = new GraphSpectrum(data, 10, Token);
        var vectors = graph.Lowest(10);

        // R̃ has the singular vector √d of the singular value 1, the largest, where the graph is connected.
        var total = Math.Sqrt(data.Train.Count);
        var sign = Math.Sign(vectors[0]);
        for (var item = 0; item < data.Items; item++)
            (sign * vectors[item * 10]).ShouldBe((float)(Math.Sqrt(graph.Items.Row(item).Length) / total), 1e-4f);
        for (var a = 0; a < 10; a++)
        {
            for (var b = 0; b < 10; b++)
                Enumerable.Range(0, data.Items).Sum(item => (double)vectors[(item * 10) + a] * vectors[(item * 10) + b]).ShouldBe(a == b ? 1 : 0, 1e-5);
        }
    }

    [Fact]
    public void TakesTheSettingsThatAreBestOnValidationData()
    {
        var data = TinyDataset.Grouped(users: 200, items: 200, groups: 8, perUser: 15, seed: 3);
        var trials = new TrialList();

        var filter = GraphFilter.Fit(data, trials, Token);

        var valid = new FullRankingEvaluator(data).Evaluate(filter, data.Valid, Token);
        (valid.Recall + valid.Ndcg).ShouldBe(trials.Seen.Max(trial => trial.Score));
        trials.Seen.Count.ShouldBeGreaterThan(8);
    }

    private static float[] Scores(int frequencies, float weight, int user)
    {
        var scores = new float[3];
        new GraphFilter(new GraphSpectrum(Small, 2, Token), new GraphFilterSettings(frequencies, weight)).Score([user], scores);
        return scores;
    }

    private protected override IScorer Create(Dataset data, CancellationToken cancellation) => GraphFilter.Fit(data, null, cancellation);
}
