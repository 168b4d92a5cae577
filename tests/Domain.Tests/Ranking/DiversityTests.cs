using KDiffE.Domain.Ranking;

namespace KDiffE.Domain.Tests.Ranking;

public sealed class DiversityTests
{
    // Rows 0 and 1 point the same way, 2 at a right angle to them, 3 between, 4 nowhere.
    private static readonly float[] Items = [2, 0, 1, 0, 0, 3, 1, 1, 0, 0];
    private static readonly ScoredItem[] Candidates = [new(0, 10), new(1, 9), new(3, 8), new(2, 5), new(4, 0)];

    [Theory]
    // λ·s with s = 1, .9, .8, .5, 0; cosines to 0: 1, .707, 0, 0.
    [InlineData(1f, new[] { 0, 1, 3, 2, 4 })]
    // Second: .9·.9 − .1 = .71 (1), .9·.8 − .0707 = .649 (3), .45 (2), 0. Third: .649 (3). Then .45 − .1·.707 = .379 (2).
    [InlineData(.9f, new[] { 0, 1, 3, 2, 4 })]
    // Second: −.05 (1), .4 − .354 = .046 (3), .25 (2), 0 (4). Third: −.05, .046, 0 (4). Then −.05 (1), 0 (4).
    [InlineData(.5f, new[] { 0, 2, 3, 4, 1 })]
    // Nothing but difference: 2 and 4 are at 0, the earlier first; then 4; then .707 (3) before 1 (1).
    [InlineData(0f, new[] { 0, 2, 4, 3, 1 })]
    public void WeighsWhatANewItemIsWorthAgainstWhatItRepeats(float lambda, int[] expected)
    {
        Choose(lambda, n: 5).Select(x => x.Item).ShouldBe(expected);
        Choose(lambda, n: 2).Select(x => x.Item).ShouldBe(expected.Take(2));
    }

    [Fact]
    public void WhatIsChosenKeepsItsScore() => Choose(.5f, n: 3).ShouldBe([new(0, 10), new(2, 5), new(3, 8)]);

    [Fact]
    public void LambdaMeansTheSameForScoresOfAnyScale()
    {
        var shifted = Candidates.Select(x => x with { Score = (1_000 * x.Score) - 77_777 }).ToArray();
        var chosen = new ScoredItem[5];

        Diversity.ByMarginalRelevance(shifted, Items, dim: 2, lambda: .5f, chosen).ShouldBe(5);

        chosen.Select(x => x.Item).ShouldBe([0, 2, 3, 4, 1]);
    }

    [Fact]
    public void ColumnsThatAreNotComparedMakeNothingAlike()
    {
        var chosen = new ScoredItem[3];

        // Without the last column items 0 and 1 are the same and 2 is another; with it 0 and 2 would be nearly the same.
        Diversity.ByMarginalRelevance([new(0, 3), new(1, 2), new(2, 1)], [1, 0, 9, 1, 0, 0, 0, 1, 9], dim: 3, lambda: .1f, chosen, compared: 2);

        chosen.Select(x => x.Item).ShouldBe([0, 2, 1]);
    }

    [Fact]
    public void EqualScoresAreAllTheBest()
    {
        var chosen = new ScoredItem[4];

        Diversity.ByMarginalRelevance([new(1, 3), new(0, 3), new(2, 3)], Items, dim: 2, lambda: .5f, chosen).ShouldBe(3);

        chosen.Take(3).Select(x => x.Item).ShouldBe([1, 2, 0]);
    }

    [Theory]
    [InlineData(-.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void LambdaIsAShare(float lambda) => Should.Throw<ArgumentOutOfRangeException>(() => Choose(lambda, n: 1));

    [Fact]
    public void NoCategoryHasMoreThanItsCap()
    {
        // 0 and 1 are in category 0, 1 and 3 in 1, 2 in 2, 4 in none.
        int[][] categories = [[0], [0, 1], [2], [1], []];
        var cap = new CategoryCap(1, 3, item => categories[item]);
        var chosen = new ScoredItem[5];

        Diversity.ByCategory(Candidates, cap, chosen).ShouldBe(4);
        chosen.Take(4).Select(x => x.Item).ShouldBe([0, 3, 2, 4]);
        Diversity.ByMarginalRelevance(Candidates, Items, 2, 1, chosen, cap).ShouldBe(4);
        chosen.Take(4).Select(x => x.Item).ShouldBe([0, 3, 2, 4]);
        Diversity.ByCategory(Candidates, cap with { Most = 2 }, chosen).ShouldBe(5);
        Should.Throw<ArgumentOutOfRangeException>(() => Diversity.ByCategory(Candidates, cap with { Most = 0 }, chosen));
    }

    [Fact]
    public void NothingComesOfNothing()
    {
        Diversity.ByMarginalRelevance([], Items, 2, .5f, new ScoredItem[3]).ShouldBe(0);
        Diversity.ByMarginalRelevance(Candidates, Items, 2, .5f, []).ShouldBe(0);
        Diversity.ByCategory([], new CategoryCap(1, 0, _ => []), new ScoredItem[3]).ShouldBe(0);
    }

    [Fact]
    public void EveryChoiceIsTheBestThatTheFormulaKnows()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 100; trial++)
        {
            var (items, dim, n, most) = (random.Next(1, 120), random.Next(1, 40), random.Next(1, 30), random.Next(1, 4));
            var rows = Enumerable.Range(0, items * dim).Select(_ => (float)(random.NextDouble() - .4)).ToArray();
            var categories = Enumerable.Range(0, items).Select(_ => Enumerable.Range(0, 6).Where(_ => random.Next(6) == 0).ToArray()).ToArray();
            ScoredItem[] candidates = [.. Enumerable.Range(0, items).Where(_ => random.Next(4) > 0)
                .Select(item => new ScoredItem(item, (float)random.NextDouble() * 5)).OrderByDescending(x => x.Score)];
            var (lambda, chosen) = ((float)random.NextDouble(), new ScoredItem[n]);
            var found = Diversity.ByMarginalRelevance(candidates, rows, dim, lambda, chosen, new CategoryCap(most, 6, item => categories[item]));

            var list = new List<ScoredItem>();
            for (var place = 0; place < found; place++)
            {
                list.ShouldNotContain(chosen[place]);
                Value(chosen[place]).ShouldBe(Open().Max(Value), 1e-4);
                list.Add(chosen[place]);
            }

            if (found < n)
                Open().ShouldBeEmpty();

            IEnumerable<ScoredItem> Open() => candidates.Except(list).Where(x => categories[x.Item].All(category => list.Count(y => categories[y.Item].Contains(category)) < most));

            double Value(ScoredItem x) => (lambda * Relevance(x)) - ((1 - lambda) * (list.Count == 0 ? 0 : list.Max(y => Cosine(x.Item, y.Item))));

            double Relevance(ScoredItem x) => candidates[0].Score == candidates[^1].Score ? 1 : (x.Score - candidates[^1].Score) / (double)(candidates[0].Score - candidates[^1].Score);

            double Cosine(int a, int b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

            double Dot(int a, int b) => Enumerable.Range(0, dim).Sum(k => (double)rows[(a * dim) + k] * rows[(b * dim) + k]);
        }
    }

    [Fact]
    public void AChoiceAllocatesNothing()
    {
        var chosen = new ScoredItem[3];
        int[] all = [0];
        var cap = new CategoryCap(2, 1, _ => all);
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 100; k++)
            Run();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Run()
        {
            Diversity.ByMarginalRelevance(Candidates, Items, 2, .7f, chosen);
            Diversity.ByMarginalRelevance(Candidates, Items, 2, .7f, chosen, cap);
            Diversity.ByCategory(Candidates, cap, chosen);
        }
    }

    private static ScoredItem[] Choose(float lambda, int n)
    {
        var chosen = new ScoredItem[n];
        return chosen[..Diversity.ByMarginalRelevance(Candidates, Items, dim: 2, lambda, chosen)];
    }
}
