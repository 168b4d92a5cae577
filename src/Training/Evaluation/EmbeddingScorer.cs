using KDiffE.Training.Kernels;

namespace KDiffE.Training.Evaluation;

/// <summary>Scores by the dot product of user and item embeddings (Eq. 7).</summary>
/// <param name="users">Row-major <c>[I, dim]</c>; copied.</param>
/// <param name="items">Row-major <c>[J, dim]</c>; copied.</param>
/// <param name="dim">The embedding size d.</param>
/// <exception cref="ArgumentException">The values are not whole rows.</exception>
internal sealed class EmbeddingScorer(ReadOnlySpan<float> users, ReadOnlySpan<float> items, int dim) : IScorer
{
    private readonly ScoreMatrix _items = new(items, dim);

    private readonly float[] _users = users.Length % dim == 0
        ? users.ToArray()
        : throw new ArgumentException($"{users.Length} values are not rows of {dim}.", nameof(users));

    public void Score(ReadOnlySpan<int> users, Span<float> scores) => _items.Multiply(_users, users, scores);
}
