namespace KDiffE.Training.Evaluation;

/// <summary>Anything that scores the whole catalogue for users: the model and every baseline.</summary>
internal interface IScorer
{
    /// <summary>
    /// Scores every item for the users given, higher is better. A user's row does not depend on the other users of
    /// the block. Called from several threads at once.
    /// </summary>
    /// <param name="users">User indices, in any order.</param>
    /// <param name="scores">Receives row-major <c>[users.Length, items]</c>; finite values.</param>
    /// <exception cref="ArgumentException"><paramref name="scores"/> has the wrong length.</exception>
    void Score(ReadOnlySpan<int> users, Span<float> scores);
}
