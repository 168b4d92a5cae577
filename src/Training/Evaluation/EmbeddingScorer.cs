using KDiffE.Training.Kernels;

namespace KDiffE.Training.Evaluation;

/// <summary>Scores by the dot product of user and item embeddings (Eq. 7).</summary>
internal sealed class EmbeddingScorer : IScorer
{
    private readonly float[] _users;
    private readonly ScoreMatrix _items;

    /// <param name="users">Row-major <c>[I, dim]</c>; read whenever something is scored.</param>
    /// <param name="items">Row-major <c>[J, dim]</c>; copied.</param>
    /// <param name="dim">The embedding size d.</param>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    internal EmbeddingScorer(float[] users, ReadOnlySpan<float> items, int dim)
    {
        if (users.Length % dim != 0)
            throw new ArgumentException($"{users.Length} values are not rows of {dim}.", nameof(users));
        (_users, _items) = (users, new ScoreMatrix(items, dim));
    }

    public void Score(ReadOnlySpan<int> users, Span<float> scores) => _items.Multiply(_users, users, scores);
}
