using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class SumScorerTests
{
    [Fact]
    public void ScoresWhatRowsSideBySideScore()
    {
        var first = new EmbeddingScorer([1, 2], [3, 5, 7], dim: 1);
        var second = new EmbeddingScorer([1, 0, 0, 1], [1, 2, 3, 4, 5, 6], dim: 2);
        var scores = new float[6];

        new SumScorer(first, [(second, 0.5f), (first, 10)]).Score([1, 0], scores);

        // User 1: 2·(3, 5, 7)·11 + ½·(2, 4, 6); user 0: (3, 5, 7)·11 + ½·(1, 3, 5).
        scores.ShouldBe([67, 112, 157, 33.5f, 56.5f, 79.5f]);
        new SumScorer(first, []).Score([0], scores.AsSpan(0, 3));
        scores[..3].ShouldBe([3f, 5, 7]);
    }
}
