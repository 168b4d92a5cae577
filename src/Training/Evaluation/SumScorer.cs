using System.Buffers;
using System.Numerics.Tensors;

namespace KDiffE.Training.Evaluation;

/// <summary>Scores by the weighted sum of what others score: what rows side by side score, without a copy of them.</summary>
/// <param name="first">Counts 1.</param>
/// <param name="others">What is added, and what it counts.</param>
internal sealed class SumScorer(IScorer first, IReadOnlyList<(IScorer Scorer, float Weight)> others) : IScorer
{
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        first.Score(users, scores);
        var rented = ArrayPool<float>.Shared.Rent(others.Count == 0 ? 0 : scores.Length);
        try
        {
            foreach (var (scorer, weight) in others)
            {
                var added = rented.AsSpan(0, scores.Length);
                scorer.Score(users, added);
                TensorPrimitives.MultiplyAdd(added, weight, scores, scores);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
