using System.Runtime.Intrinsics;
using KDiffE.Domain.Numerics;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class TopKTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void AgreesWithSortingInEveryVectorWidth(int items)
    {
        var random = new Random(items);
        var tieOrder = Enumerable.Range(0, items).ToArray();
        random.Shuffle(tieOrder);
        // Few distinct values, so that most places are ties.
        var scores = Enumerable.Range(0, items).Select(_ => (float)random.Next(-20, 20)).ToArray();
        var scale = Enumerable.Range(0, items).Select(_ => random.Next(2) + 0.5f).ToArray();
        var top = new TopK(20, tieOrder);

        foreach (var factors in new[] { null, scale })
        {
            var expected = Enumerable.Range(0, items)
                .OrderByDescending(item => scores[item] * (factors?[item] ?? 1)).ThenBy(item => tieOrder[item]).Take(20).ToArray();
            top.Select(scores, factors).ShouldBe(expected);
            top.Select<Simd512, Vector512<float>>(scores, factors).ShouldBe(expected);
            top.Select<Simd256, Vector256<float>>(scores, factors).ShouldBe(expected);
            top.Select<Scalar, float>(scores, factors).ShouldBe(expected);
        }
    }

    [Fact]
    public void PicksAmongSomeAsIfTheOthersWereMasked()
    {
        float[] scores = [5, 9, 7, 9, 1, 7];
        var top = new TopK(3, [0, 1, 5, 3, 4, 2]);

        top.SelectAmong([4, 2, 3, 5], scores).ShouldBe([3, 5, 2]);
        top.SelectAmong([0], scores).ShouldBe([0]);
        top.SelectAmong([], scores).ShouldBeEmpty();
    }

    [Fact]
    public void NeverPicksMaskedOrUndefinedScores() =>
        new TopK(3, [0, 1, 2, 3]).Select([float.NegativeInfinity, -5, float.NaN, -7], scale: null).ShouldBe([1, 3]);
}
