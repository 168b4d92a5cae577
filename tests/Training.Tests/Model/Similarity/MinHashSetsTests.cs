using KDiffE.Training.Model.Similarity;


namespace KDiffE.Training.Tests.Model.Similarity;

public sealed class MinHashSetsTests
{
    [Fact]
    public void EstimatesWithoutBias()
    {
        // Pairs of 100 nodes each that share 50 of 150: J = 1/3. Over 2,000 pairs the mean has a standard error of 0.0007.
        const int pairs = 2000;
        var sets = new MinHashSets(2 * pairs, seed: 1);
        for (var pair = 0; pair < pairs; pair++)
        {
            sets.Set(2 * pair, [.. Enumerable.Range(pair * 150, 100)]);
            sets.Set((2 * pair) + 1, [.. Enumerable.Range((pair * 150) + 50, 100)]);
        }

        var estimates = Enumerable.Range(0, pairs).Select(pair => sets.Jaccard(2 * pair, (2 * pair) + 1)).ToArray();

        estimates.Average().ShouldBe(1f / 3, 0.002f);
        // √(1/3 · 2/3 / 256) = 0.0295
        Math.Sqrt(estimates.Average(e => (e - (1.0 / 3)) * (e - (1.0 / 3)))).ShouldBe(0.0295, 0.003);
    }

    [Fact]
    public void SeesThatTwoSetsAreEqualOrHaveNothingInCommon()
    {
        var sets = new MinHashSets(3, seed: 1);
        sets.Set(0, [3, 5, 8]);
        sets.Set(1, [3, 5, 8]);
        sets.Set(2, [1, 4, 9]);
        sets.Jaccard(0, 1).ShouldBe(1);
        sets.Jaccard(0, 2).ShouldBeLessThan(0.03f);
    }
}
