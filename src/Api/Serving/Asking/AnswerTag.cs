using KDiffE.Domain.Data;

namespace KDiffE.Api.Serving.Asking;

/// <summary>
/// Answers as numbers: a hash of all that an answer is a function of, so that nothing has to be ranked to know that it is still the
/// same. The versions in it were read before anything else was; so what is answered under a number is as old as that, or newer,
/// and never what has changed since.
/// </summary>
internal static class AnswerTag
{
    /// <summary>Of a ranking of items.</summary>
    /// <param name="served">The snapshot and what has changed since it was made.</param>
    /// <param name="isCanary">Whether it answers as a canary, which the id of the answer says.</param>
    /// <param name="taste">Of whoever asks.</param>
    /// <param name="ranker">What ranks.</param>
    /// <param name="question">What is asked.</param>
    public static ulong Of(ServedSnapshot served, bool isCanary, UserTaste taste, Ranker ranker, Question question)
    {
        var asOf = served.AsOf;
        return StableHash.Of(
        [
            asOf.Catalog,
            isCanary ? 1UL : 0,
            (ulong)asOf.Items,
            question.ReadsAttributes ? (ulong)asOf.Attributes : 0,
            ranker is Ranker.ByPopularity ? (ulong)asOf.Popularity : 0,
            ranker is Ranker.ByGraph || question.Explain ? (ulong)asOf.Facts : 0,
            (ulong)taste.Origin,
            question.WholeKey,
        ]);
    }

    /// <summary>Of the users who are like one.</summary>
    /// <inheritdoc cref="Of"/>
    /// <param name="served">The snapshot and what has changed since it was made.</param>
    /// <param name="taste">Of the user.</param>
    /// <param name="user">The user's external id.</param>
    /// <param name="n">How many are asked for.</param>
    public static ulong OfSimilarUsers(ServedSnapshot served, UserTaste taste, string user, int n) =>
        StableHash.Of([served.AsOf.Catalog, (ulong)served.AsOf.Erasures, (ulong)taste.Origin, StableHash.Of(user), (ulong)n]);
}
